// Links to pages of the bot's own, each for one person. Types; they are signed and read at the edge.
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
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
  readonly sha256: string;
}

/** Opens an application, as often as the person may. */
export interface ApplicationLink extends LinkBase {
  readonly purpose: "application";
  readonly application: string;
}

export type Link = DownloadLink | ApplicationLink;

/** Makes addresses of links. Whoever holds one can use it, so it is shown to its person alone and never logged. */
export interface Links {
  address(link: Link): string;
  /** False: the address works on the bot's own computer alone, since no public one is known. */
  readonly isPublic: boolean;
}
