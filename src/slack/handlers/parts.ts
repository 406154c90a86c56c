// What every handler is handed.
import type { WebClient } from "@slack/web-api";
import type { AnyAction } from "../../actions/action.ts";
import { type Answer, refuse } from "../../deployments/decision.ts";
import type { CommandWords } from "../../operations/dependencies.ts";
import type { Operations } from "../../operations/operations.ts";
import { type Log, surprise } from "../../operations/surprise.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { DeploymentLinks } from "../../ports/links.ts";
import type { Actor } from "../../requests/person.ts";
import type { Channels } from "../channels.ts";
import type { Background, Deadlines } from "../deadline.ts";
import type { SlackDirectory } from "../directory.ts";
import type { ViewReference } from "../payload.ts";
import type { PictureFiles } from "../pictures/picture-files.ts";
import type { Redraws } from "../redraws.ts";
import type { ViewGate } from "../view-gate.ts";

export interface Parts {
  readonly operations: Operations;
  /** The interactive client: somebody waits for each of its calls. */
  readonly client: WebClient;
  readonly directory: SlackDirectory;
  readonly channels: Channels;
  readonly gate: ViewGate;
  readonly redraws: Redraws;
  readonly background: Background;
  readonly deadlines: Deadlines;
  readonly pictures: PictureFiles;
  /** Lets time pass between two tries. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly actions: readonly AnyAction[];
  readonly commands: CommandWords;
  /** The bot's own user id, for its mentions; null while Slack has not told. */
  readonly botUser: () => Promise<string | null>;
  readonly registry: Registry;
  readonly links: DeploymentLinks;
  /** The platform has accounts, which people link. */
  readonly hasAccounts: boolean;
}

/** For people who start with nothing. */
export interface Registry {
  /** Null: it cannot be told now. */
  isEmpty(): Promise<boolean | null>;
  /** The platform can take the sample fleet. */
  readonly canAdopt: boolean;
}

/** Where the person is looking: answers go there. */
export interface Place {
  readonly actor: Actor;
  /** Null in a modal and in the Home tab. */
  readonly channel: string | null;
  readonly threadTs: string | null;
  readonly responseUrl: string | null;
  /** Opens one view, within three seconds; null where none can be opened (mentions). */
  readonly triggerId: string | null;
  readonly view: ViewReference | null;
}

/** Ends in the person's sight whatever happens: an exception becomes a refusal with an id. */
export async function guarded<T>(
  parts: Pick<Parts, "ids" | "log">,
  during: string,
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    return refuse(surprise(parts, during, error));
  }
}
