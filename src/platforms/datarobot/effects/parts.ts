// What the effects on DataRobot are made with.
import type { Secret } from "../../../config/secret.ts";
import type { ApplicationTemplate } from "../../../deployments/application.ts";
import type { Deployment } from "../../../deployments/deployment.ts";
import type { DeploymentId } from "../../../deployments/ids.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { LinkedAccounts } from "../../../ports/linked-accounts.ts";
import type { Store } from "../../../ports/store.ts";
import type { Client, Log } from "../client.ts";
import type { ConsoleLinks } from "../console-links.ts";

/**
 * How an application is made: DataRobot has three families, and no single call that does what its menu does (reference section 5).
 * `no-code`: `typeId` null leaves the kind to the server. `template`: `parameter` is the source's parameter that names the deployment.
 */
export type ApplicationWay =
  | { readonly kind: "no-code"; readonly typeId: string | null }
  | { readonly kind: "qanda" }
  | { readonly kind: "template"; readonly templateId: string; readonly parameter?: string };

/** By what people choose in the form; what is not named is not offered. */
export type ApplicationWays = Partial<Readonly<Record<ApplicationTemplate, ApplicationWay>>>;

export interface EffectParts {
  /**
   * Its deadlines have to fit in the operations' own for one call: `EFFECT_DEADLINES` does. A write that outlived them would be looked for
   * too early.
   */
  readonly client: Client;
  readonly console: ConsoleLinks;
  readonly linkedAccounts: Pick<LinkedAccounts, "tokenOf" | "linkBroken">;
  /** Reads for drawing and polling where the person's own link is gone; acts for nobody. */
  readonly serviceToken: Secret;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  /** As the service sees it, with everything: what is kept of a deployment that is deleted. */
  readonly deployment: (id: DeploymentId) => Promise<Deployment | null>;
  readonly applications: ApplicationWays;
}

/** Milliseconds for the client. With the time that reads before a write may take they stay below 25 s. */
export const EFFECT_DEADLINES = { read: 8_000, write: 14_000 } as const;
/** A write that could not begin this long after its effect did is not sent at all. */
export const BEGIN_WITHIN_MS = 9_000;
