// Ids have types of their own, so that a user id cannot go where a deployment id belongs.
declare const kind: unique symbol;
type Id<Name extends string> = string & { readonly [kind]: Name };

export type DeploymentId = Id<"deployment">;
/** A registered model version. */
export type PackageId = Id<"package">;
export type RegisteredModelId = Id<"registered-model">;
export type UseCaseId = Id<"use-case">;
export type ChallengerId = Id<"challenger">;
/** Platform user id where the platform has one, else the confirmed email in lower case. */
export type PersonId = Id<"person">;
export type RequestId = Id<"request">;

/** Gives a string its id type. Only borders (parsers of foreign data) and tests call these. */
export const deploymentId = (text: string): DeploymentId => text as DeploymentId;
export const packageId = (text: string): PackageId => text as PackageId;
export const registeredModelId = (text: string): RegisteredModelId => text as RegisteredModelId;
export const useCaseId = (text: string): UseCaseId => text as UseCaseId;
export const challengerId = (text: string): ChallengerId => text as ChallengerId;
export const personId = (text: string): PersonId => text as PersonId;
export const requestId = (text: string): RequestId => text as RequestId;
