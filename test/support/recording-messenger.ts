// A Slack for tests of the operations: keeps every message with what it showed, and can fail as the port says.
import type {
  AccountExhibit,
  AccountNoticeView,
  HealthExhibit,
  HealthNoticeView,
  Messenger,
  Posted,
  RequestExhibit,
  ShowAnswer,
  ShowCommand,
  Shown,
  Target,
} from "../../src/ports/messenger.ts";
import type { RequestView } from "../../src/requests/request-view.ts";

interface Message<Exhibited, View> {
  readonly deliveryId: string;
  readonly target: Target;
  readonly exhibit: Exhibited;
  readonly posted: Posted | null;
  /** What it shows now. */
  view: View;
  /** How often it was posted or edited. */
  times: number;
}
export type RequestMessage = Message<RequestExhibit, RequestView>;
export type HealthMessage = Message<HealthExhibit, HealthNoticeView>;
export type AccountMessage = Message<AccountExhibit, AccountNoticeView>;
export type ShownMessage = RequestMessage | HealthMessage | AccountMessage;

export interface RecordingMessenger extends Messenger {
  readonly messages: ShownMessage[];
  of(kind: RequestExhibit["kind"]): readonly RequestMessage[];
  readonly healthNotices: readonly HealthMessage[];
  readonly accountNotices: readonly AccountMessage[];
  /** Answers the next calls for which `when` holds instead of the real thing; `after` does the work first. */
  fail(fault: {
    readonly times: number;
    readonly answer: ShowAnswer;
    readonly executed: boolean;
    readonly when?: (command: ShowCommand) => boolean;
  }): void;
  closedViews: Set<string>;
  /** Ids of channels by their names. */
  readonly channelIds: Map<string, string>;
  canLook: boolean;
}

const isOfRequest = (message: ShownMessage): message is RequestMessage => "request" in message.exhibit;
const isOfHealth = (message: ShownMessage): message is HealthMessage =>
  message.exhibit.kind === "health-notice";
const isOfAccount = (message: ShownMessage): message is AccountMessage =>
  message.exhibit.kind === "account-notice";

/** What it shows, without where. */
const shownIn = ({ exhibit, view }: ShowCommand): Shown => ({ exhibit, view }) as Shown;

export function recordingMessenger(): RecordingMessenger {
  const messages: ShownMessage[] = [];
  let faults: {
    times: number;
    readonly answer: ShowAnswer;
    readonly executed: boolean;
    readonly when: (command: ShowCommand) => boolean;
  }[] = [];
  const closedViews = new Set<string>();
  const channelIds = new Map<string, string>();

  function execute(command: ShowCommand): ShowAnswer {
    const hash = JSON.stringify([command.exhibit, { ...command.view, now: 0 }]);
    if (command.target.kind === "view" && closedViews.has(command.target.viewId)) return { outcome: "gone" };
    if (hash === command.shownHash) return { outcome: "unchanged" };
    const known = messages.find((message) =>
      command.posted === null
        ? command.target.kind === "view" && message.deliveryId === command.deliveryId
        : message.posted?.ts === command.posted.ts,
    );
    if (known !== undefined) {
      Object.assign(known, { view: command.view });
      known.times += 1;
      return { outcome: "shown", posted: known.posted, hash };
    }
    const { target } = command;
    // Another adapter's, or nobody's.
    if (target.kind === "mail" || target.kind === "unreachable")
      throw new Error(`Slack was asked to show something by ${target.kind}.`);
    const channel =
      target.kind === "channel"
        ? target.channel
        : target.kind === "thread"
          ? (command.thread?.channel ?? "?")
          : `D-${target.user}`;
    const posted = target.kind === "view" ? null : { channel, ts: String(messages.length + 1) };
    messages.push({ ...shownIn(command), deliveryId: command.deliveryId, target, posted, times: 1 });
    return { outcome: "shown", posted, hash };
  }

  const messenger: RecordingMessenger = {
    messages,
    closedViews,
    channelIds,
    canLook: true,
    of: (kind) => messages.filter(isOfRequest).filter((message) => message.exhibit.kind === kind),
    get healthNotices() {
      return messages.filter(isOfHealth);
    },
    get accountNotices() {
      return messages.filter(isOfAccount);
    },
    fail: (fault) => {
      faults.push({ when: () => true, ...fault });
    },
    show: async (command) => {
      const fault = faults.find((one) => one.when(command));
      if (fault === undefined) return execute(command);
      fault.times -= 1;
      faults = faults.filter((one) => one.times > 0);
      if (fault.executed) execute(command);
      return fault.answer;
    },
    eachOnce: async (channels) => {
      const ids = channels.map((channel) => channelIds.get(channel) ?? channel);
      return channels.filter((_, at) => ids.indexOf(ids[at] ?? "") === at);
    },
    find: async ({ deliveryId }) => {
      if (!messenger.canLook) return { outcome: "cannot-look" };
      const found = messages.find((message) => message.deliveryId === deliveryId);
      return found?.posted == null ? { outcome: "absent" } : { outcome: "found", posted: found.posted };
    },
  };
  return messenger;
}
