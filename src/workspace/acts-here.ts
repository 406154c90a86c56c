// The acts on a workspace in this process.
import { PersonCannot, type WorkspaceActs, waitUntil } from "./acts.ts";
import { change } from "./changes.ts";
import type { Context } from "./context.ts";
import { choose, press, suggest } from "./control-acts.ts";
import { channelNamed, personNamed } from "./find.ts";
import { messagesSeenBy } from "./messages.ts";
import { closeView, fill, submit } from "./modal-acts.ts";
import { command, mention, openHome, say, shortcut } from "./person-acts.ts";
import { screenOf } from "./screen.ts";
import { openDirectMessage } from "./state.ts";
import { topView } from "./views.ts";

export function actsOn(context: Context): WorkspaceActs {
  const { state } = context;
  return {
    command: (person, channel, text, options) => command(context, { person, channel, text, ...options }),
    mention: (person, channel, text, options) => mention(context, { person, channel, text, ...options }),
    say: (person, channel, text, options) => say(context, { person, channel, text, ...options }),
    press: (act) => press(context, act),
    choose: (act) => choose(context, act),
    suggest: (act) => suggest(context, act),
    fill: (act) => fill(context, act),
    submit: (act) => submit(context, act),
    closeView: (person, options) => closeView(context, { person, ...options }),
    openHome: (person, tab) => openHome(context, person, tab),
    shortcut: (person, callbackId, at) => shortcut(context, { person, callbackId, ...at }),

    async change(wanted) {
      change(context, wanted);
    },
    async fault(fault) {
      context.faults.add(fault);
      state.changed();
    },
    async clearFaults() {
      context.faults.clear();
      state.changed();
    },
    async refreshSockets(reason) {
      context.sockets.refresh(reason);
    },

    async messages(where, seenBy) {
      const person = seenBy === undefined ? null : personNamed(context, seenBy);
      const channel = channelNamed(context, where, person);
      const seen = person
        ? messagesSeenBy(context, channel.id, person.id)
        : state.messages.filter((one) => one.channel === channel.id && one.ephemeral_to === undefined);
      return structuredClone(seen);
    },
    async directMessages(who) {
      const person = personNamed(context, who);
      const channel = openDirectMessage(state, person);
      return structuredClone(messagesSeenBy(context, channel.id, person.id));
    },
    async ephemerals(who, where) {
      const person = personNamed(context, who);
      const channel = channelNamed(context, where, person);
      return structuredClone(
        state.messages.filter((one) => one.channel === channel.id && one.ephemeral_to === person.id),
      );
    },
    async openView(who) {
      return structuredClone(topView(context, personNamed(context, who).id));
    },
    async home(who) {
      const id = state.homes.get(personNamed(context, who).id);
      return structuredClone(state.views.get(id ?? "")?.view ?? null);
    },
    async files() {
      return structuredClone([...state.files.values()]);
    },
    async fileText(id) {
      const bytes = state.uploads.get(id)?.bytes;
      if (bytes === null || bytes === undefined)
        throw new PersonCannot("no_such_file", `There is no file ${id}.`);
      return bytes.toString("utf8");
    },
    async requests(since = 0) {
      return context.requests.since(since);
    },
    async notices(who) {
      const { id } = personNamed(context, who);
      return state.notices.filter((notice) => notice.person === id).map((notice) => notice.text);
    },
    async screen(who) {
      return screenOf(context, personNamed(context, who));
    },
    waitFor: (look, options = {}) =>
      waitUntil(look, options, { version: async () => state.version(), after: state.after }, async () =>
        lastRequests(context),
      ),
  };
}

/** For the error of a wait that found nothing. */
export function lastRequests(context: Context): string {
  const entries = context.requests.since(0).slice(-12);
  return entries
    .map((one) => {
      const answer = one.answer as { ok?: unknown; error?: unknown } | null;
      const said = answer?.ok === false ? ` ${String(answer.error)}` : "";
      return `  ${one.direction} ${one.name} -> ${one.status ?? "no answer"}${said} (${one.ms} ms)`;
    })
    .join("\n");
}
