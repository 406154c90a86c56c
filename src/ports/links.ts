// Links to pages of the bot's own, each for one person, and what those pages ask for. Types; links are signed and read at the edge.
import type { Secret } from "../config/secret.ts";
import type { Application } from "../deployments/application.ts";
import type { Answer } from "../deployments/decision.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Feature } from "../deployments/model-package.ts";
import type { ScoringCode } from "../deployments/scoring-code.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { PlatformAccount } from "./linked-accounts.ts";

interface LinkBase {
  /** Unguessable. */
  readonly id: string;
  /** Whom it is for, as the person pressed. Who that is, and what they may, is decided again when it is used. */
  readonly actor: Actor;
  /** Id of the person: the account must still be the same one's. */
  readonly person: string;
  /** Epoch ms; not valid from then on. */
  readonly expiresAt: number;
}

/** Downloads what this edition of a request built, once. */
export interface DownloadLink extends LinkBase {
  readonly purpose: "scoring-code";
  readonly deployment: DeploymentId;
  readonly request: RequestId;
  readonly edition: number;
}

/** Opens an application, as often as the person may. */
export interface ApplicationLink extends LinkBase {
  readonly purpose: "application";
  readonly deployment: DeploymentId;
  readonly application: string;
}

/** Links an account of the platform to the person, once. */
export interface AccountLink extends LinkBase {
  readonly purpose: "account";
}

export type Link = DownloadLink | ApplicationLink | AccountLink;

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

/** What the page says before anything is entered: whose Slack account it is about. */
export interface AccountLinkPage {
  readonly person: Pick<Person, "name" | "email">;
  /** Where people enter the Slack workspace, or its id. */
  readonly workspace: string;
  /** Host of the platform. */
  readonly server: string;
  /** Email of the account that is linked now and would be replaced; null: none. */
  readonly linked: string | null;
  /** What to type in Slack to take it back. */
  readonly unlinking: string;
}

export type AccountEntry =
  | { readonly kind: "typed"; readonly token: Secret }
  /** What `LinkingOutcome` handed out, and the account that was shown with it. */
  | { readonly kind: "confirmed"; readonly sealed: string; readonly shown: string };

export type LinkingOutcome =
  | { readonly outcome: "linked"; readonly account: PlatformAccount }
  /**
   * The token is good, and the account's email is not the one of the Slack account: the person says whether it is theirs. `sealed`
   * brings the token back, for this link alone.
   */
  | {
      readonly outcome: "confirm";
      readonly account: PlatformAccount;
      readonly sealed: string;
      readonly shown: string;
    };

/** What the pages behind links ask for. Each call decides anew whether the link's person may; none of them throws. */
export interface LinkedPages {
  /** Changes nothing and uses nothing up. */
  lookAtDownload(link: DownloadLink): Promise<Answer<CodeOffer>>;
  /** Uses the link up and is audited, in one commit, before anything is handed out. */
  takeDownload(link: DownloadLink): Promise<Answer<CodeHandOut>>;
  openApplication(link: ApplicationLink): Promise<Answer<OpenApplication>>;
  /** Changes nothing and uses nothing up. */
  lookAtAccountLink(link: AccountLink): Promise<Answer<AccountLinkPage>>;
  /**
   * Asks the platform whose the token is, and links that account; with the link used up and an entry of the trail in one commit.
   * Refused tries are audited too. With the field `token` in the refusal another one may be entered on the same page.
   */
  completeLink(link: AccountLink, entry: AccountEntry): Promise<Answer<LinkingOutcome>>;
}
