// The guided tour: what to try next, and how to tell from what went between Slack and the bot that it was done.
import type { RequestEntry } from "../request-log.ts";

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** Who does it. */
  readonly person: string;
  /** Id of the channel to be in. */
  readonly channel: string;
  /** Put into the message box; null: nothing is typed. */
  readonly type: string | null;
  readonly done: (entry: RequestEntry) => boolean;
  /** Set when the person has to have looked at the channel since. */
  readonly looked?: true;
}

/** Done when it happened, and was looked at where that is the point of the step. */
export function isDone(
  step: TourStep,
  requests: readonly RequestEntry[],
  read: Readonly<Record<string, string>>,
): boolean {
  const happened = requests.find(step.done);
  if (happened === undefined || step.looked !== true) return happened !== undefined;
  // A message is made before its request is noted down.
  return Number(read[`${step.person} ${step.channel}`] ?? 0) * 1000 >= happened.at - LOGGED_WITHIN_MS;
}

const SEEN_KEY = "pointsman.tour";

interface Kept {
  readonly records: string;
  readonly titles: readonly string[];
}

function kept(storage: Pick<Storage, "getItem">): Partial<Kept> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(SEEN_KEY) ?? "null");
    return typeof stored === "object" && stored !== null ? stored : {};
  } catch {
    // Somebody else's text under our key: nothing was done yet.
    return {};
  }
}

/**
 * What was done of the tour before the page was loaded anew, by the title of the step: the request log is shorter than a day, and ends
 * with the process. `records` as the workspace names them: on other ones the tour starts again.
 */
export function stepsDone(storage: Pick<Storage, "getItem">, records: string): ReadonlySet<string> {
  const { records: of, titles } = kept(storage);
  return new Set(of === records && Array.isArray(titles) ? titles : []);
}

export const keepStepsDone = (
  storage: Pick<Storage, "setItem">,
  records: string,
  titles: ReadonlySet<string>,
): void => storage.setItem(SEEN_KEY, JSON.stringify({ records, titles: [...titles] } satisfies Kept));

const LOGGED_WITHIN_MS = 2_000;

const GENERAL = "C0GENERAL";
const DEPLOYMENTS = "C0MLDEPLOYMENTS";

interface Body {
  readonly text?: string;
  readonly user_id?: string;
  readonly user?: { readonly id?: string };
  readonly actions?: readonly { readonly action_id?: string }[];
  readonly view?: { readonly callback_id?: string };
  readonly channel?: string;
  readonly event?: { readonly type?: string; readonly user?: string };
}

const bodyOf = (entry: RequestEntry): Body =>
  typeof entry.request === "object" && entry.request !== null ? (entry.request as Body) : {};

const answered = (entry: RequestEntry): boolean => entry.status === 200;

const command =
  (person: string, text: RegExp) =>
  (entry: RequestEntry): boolean =>
    entry.direction === "to-bot" &&
    entry.name === "command" &&
    answered(entry) &&
    bodyOf(entry).user_id === person &&
    text.test(bodyOf(entry).text ?? "");

const pressed = (person: string, action: string) => (entry: RequestEntry) =>
  entry.direction === "to-bot" &&
  entry.name === "block_actions" &&
  answered(entry) &&
  bodyOf(entry).user?.id === person &&
  bodyOf(entry).actions?.some(({ action_id: id }) => id === action) === true;

const submitted = (person: string, callback: string) => (entry: RequestEntry) =>
  entry.direction === "to-bot" &&
  entry.name === "view_submission" &&
  answered(entry) &&
  bodyOf(entry).user?.id === person &&
  bodyOf(entry).view?.callback_id === callback &&
  // Errors beside the fields: nothing was asked for yet.
  (entry.answer as { response_action?: unknown } | null)?.response_action !== "errors";

const posted = (channel: string, text: RegExp) => (entry: RequestEntry) =>
  entry.direction === "from-bot" &&
  entry.name === "chat.postMessage" &&
  answered(entry) &&
  bodyOf(entry).channel === channel &&
  text.test(bodyOf(entry).text ?? "");

export const TOUR: readonly TourStep[] = [
  {
    title: "Look at a deployment",
    text: "You are Olivia, an Owner. Type /deployments card-default: its card comes, to you alone.",
    person: "olivia",
    channel: GENERAL,
    type: "/deployments card-default",
    done: command("U0OLIVIA", /^(?!history|why).*card-default/),
  },
  {
    title: "Ask for another model",
    text: "Press Replace model on the card, or type the command. Choose a replacement reason and version 4, then Select.",
    person: "olivia",
    channel: GENERAL,
    type: "/deployments replace card-default",
    done: submitted("U0OLIVIA", "replace-model"),
  },
  {
    title: "Approve it as somebody else",
    text: "A policy wants one of the ML approvers. Close the window, become Ada, open the direct message from Pointsman and press Approve.",
    person: "ada",
    channel: "D0ADA",
    type: null,
    done: pressed("U0ADA", "request.approve"),
  },
  {
    title: "See who was told",
    text: "It was applied once approved, and only then the channel was told: look into #ml-deployments. Otto and Uma have a message, Carl (Consumer) has none.",
    person: "otto",
    channel: DEPLOYMENTS,
    type: null,
    done: posted(DEPLOYMENTS, /replaced the model/i),
    looked: true,
  },
  {
    title: "Something is on fire: go back",
    text: "As Olivia, type /deployments rollback card-default, then Select. The form is filled in; it needs no approval, and you confirm after the checks.",
    person: "olivia",
    channel: DEPLOYMENTS,
    type: "/deployments rollback card-default",
    done: posted(DEPLOYMENTS, /rolled back/i),
  },
  {
    title: "Look at what happened",
    text: "Type /deployments history card-default: every champion and request, each with its evidence file.",
    person: "olivia",
    channel: GENERAL,
    type: "/deployments history card-default",
    done: command("U0OLIVIA", /^history /),
  },
  {
    title: "Ask why not",
    text: "Become Uma, a User, and type /deployments why replace card-default: the whole decision as a tree.",
    person: "uma",
    channel: GENERAL,
    type: "/deployments why replace card-default",
    done: command("U0UMA", /^why /),
  },
  {
    title: "Talk to it in a thread",
    text: "Commands do not work in threads; a mention does. Type @pointsman history card-default.",
    person: "olivia",
    channel: GENERAL,
    type: "@pointsman history card-default",
    done: (entry) =>
      entry.direction === "to-bot" && answered(entry) && bodyOf(entry).event?.type === "app_mention",
  },
];
