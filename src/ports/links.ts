// Links to pages of the bot's own, each for one person, and what those pages ask for. Types; links are signed and read at the edge.
import type { Application } from "../deployments/application.ts";
import type { Answer } from "../deployments/decision.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Feature } from "../deployments/model-package.ts";
import type { ScoringCode } from "../deployments/scoring-code.ts";
import type { Actor } from "../requests/person.ts";

interface LinkBase {
  /** Unguessable. */
  readonly id: string;
  /** Whom it is for, as the person pressed. Who that is, and what they may, is decided again when it is used. */
  readonly actor: Actor;
  /** Id of the person: the account must still be the same one's. */
  readonly person: string;
  readonly deployment: DeploymentId;
  /** Epoch ms; not valid from then on. */
  readonly expiresAt: number;
}

/** Downloads what this edition of a request built, once. */
export interface DownloadLink extends LinkBase {
  readonly purpose: "scoring-code";
  readonly request: RequestId;
  readonly edition: number;
}

/** Opens an application, as often as the person may. */
export interface ApplicationLink extends LinkBase {
  readonly purpose: "application";
  readonly application: string;
}

export type Link = DownloadLink | ApplicationLink;

/** Addresses of deployments: they name one and say nothing about it, so anybody may have them. */
export interface DeploymentLinks {
  /** Null: the bot has no address that those who use it reach. */
  ofDeployment(deployment: DeploymentId): string | null;
  /** Which deployment an address of ours names; null for every other address. Whether there is one is not looked at. */
  deploymentIn(address: string): DeploymentId | null;
}

/** Makes addresses of links. Whoever holds one can use it, so it is shown to its person alone and never logged. */
export interface Links extends DeploymentLinks {
  address(link: Link): string;
  /** False: the address works on the bot's own computer alone, since no public one is known. */
  readonly isPublic: boolean;
}

export interface CodeOffer {
  readonly code: ScoringCode;
  /** How the file is called from code, in the language that was asked for. */
  readonly example: string;
}

export interface CodeHandOut extends CodeOffer {
  readonly content: AsyncIterable<Uint8Array>;
  /** What the file is, where `code` does not know it before `content` was read to its end; null until then. */
  measured(): ScoringCode | null;
}

/** All that a page of an application shows; nothing of the deployment that a Consumer does not see. */
export interface OpenApplication {
  readonly application: Application;
  /** The champion: what is entered is for this model. */
  readonly model: string;
  /** Null: not recorded. */
  readonly features: readonly Feature[] | null;
  readonly associationId: readonly string[];
  /** As `predictionAddress` lets it through; null: no predictions can be made, and `whyNot` says why. */
  readonly address: string | null;
  readonly whyNot: string | null;
}

/** What the pages behind links ask for. Each call decides anew whether the link's person may; none of them throws. */
export interface LinkedPages {
  /** Changes nothing and uses nothing up. */
  lookAtDownload(link: DownloadLink): Promise<Answer<CodeOffer>>;
  /** Uses the link up and is audited, in one commit, before anything is handed out. */
  takeDownload(link: DownloadLink): Promise<Answer<CodeHandOut>>;
  openApplication(link: ApplicationLink): Promise<Answer<OpenApplication>>;
}
