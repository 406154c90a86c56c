// The acts over HTTP, for tests, curl and the browser page. `Accept: application/json` gets JSON, everybody else text.
import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { PersonCannot, type WorkspaceActs } from "./acts.ts";
import { lastRequests } from "./acts-here.ts";
import type { Context } from "./context.ts";
import { CHANGE, FAULT, SAID, SHAPES, WHO } from "./control-shapes.ts";
import { personNamed } from "./find.ts";
import { readBody, sendJson, sendText } from "./http.ts";
import { pageAnswer } from "./page-reads.ts";
import { newsFor } from "./screen.ts";
import type { WorkspaceView } from "./state.ts";

type Act = keyof typeof SHAPES;
const isAct = (name: string): name is Act => Object.hasOwn(SHAPES, name);

/** After this long without news the person has seen what there is to see. */
const QUIET_MS = 300;
const LONGEST_SETTLE_MS = 3000;
const LONGEST_WAIT_MS = 5000;

export interface Control {
  post(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
  get(request: IncomingMessage, response: ServerResponse, parts: readonly string[]): Promise<void>;
}

export function controlOf(context: Context, acts: WorkspaceActs): Control {
  return {
    async post(request, response, name) {
      const body = parsed(await readBody(request));
      if (body === undefined) return sendJson(response, 400, { error: "invalid_json" });
      try {
        await doPost(context, acts, { request, response, name, body });
      } catch (error) {
        refuse(response, error);
      }
    },
    async get(request, response, parts) {
      try {
        await doGet(context, acts, { request, response, parts });
      } catch (error) {
        refuse(response, error);
      }
    },
  };
}

/** Undefined: no JSON. An empty body is an empty object. */
function parsed(body: Buffer | null): unknown {
  if (body === null) return undefined;
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // Said to the caller in words.
    return undefined;
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof PersonCannot) {
    sendJson(response, 409, { error: error.code, message: error.message });
  } else if (error instanceof z.ZodError) {
    sendJson(response, 400, { error: "invalid_request", message: z.prettifyError(error) });
  } else {
    throw error;
  }
}

interface Posted {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly name: string;
  readonly body: unknown;
}

async function doPost(context: Context, acts: WorkspaceActs, posted: Posted): Promise<void> {
  const { request, response, name, body } = posted;
  if (name === "change") {
    await acts.change(CHANGE.parse(body));
    return sendJson(response, 200, { ok: true });
  }
  if (name === "fault") {
    await acts.fault(FAULT.parse(body));
    return sendJson(response, 200, { ok: true });
  }
  if (name === "clear-faults") {
    await acts.clearFaults();
    return sendJson(response, 200, { ok: true });
  }
  if (name === "refresh-sockets") {
    const { reason } = z
      .object({ reason: z.enum(["warning", "refresh_requested", "link_disabled"]) })
      .parse(body);
    await acts.refreshSockets(reason);
    return sendJson(response, 200, { ok: true });
  }
  if (!isAct(name)) return sendJson(response, 404, { error: "no_such_act", acts: Object.keys(SHAPES) });
  const person = personNamed(context, z.object(WHO).parse(body).as);
  const since = { version: context.state.version(), notices: context.state.notices.length };
  if (wantsJson(request)) return sendJson(response, 200, await run(acts, name, body));
  const result = await (name === "close"
    ? run(acts, name, body)
    : runWhenThere(context, () => run(acts, name, body)));
  await settle(context);
  sendText(response, 200, `${trouble(result)}${newsFor(context, person, since)}`);
}

function trouble(result: Awaited<ReturnType<typeof run>>): string {
  if (!("error" in result)) return `${JSON.stringify(result.options, null, 1)}\n\n`;
  const fields = Object.entries(result.fieldErrors).map(([block, text]) => `  ${block}: ${text}\n`);
  return result.error === null ? "" : `Not done: ${result.error}\n${fields.join("")}\n`;
}

/** Waits until nothing new has come for a moment: the bot acknowledges first and shows things a little later. */
async function settle(context: Context): Promise<void> {
  const until = performance.now() + LONGEST_SETTLE_MS;
  for (let version = context.state.version(); performance.now() < until; ) {
    const next = await context.state.after(version, QUIET_MS);
    if (next === version) return;
    version = next;
  }
}

/** What is not there may be on its way: thrown before anything was sent. */
const NOT_THERE = ["no_such_control", "no_open_view", "no_submit", "no_such_field", "option_not_offered"];

/** At a terminal one command follows the other at once; people wait until what they want to press has come. Programs look for themselves. */
async function runWhenThere<Result>(context: Context, act: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const version = context.state.version();
    try {
      return await act();
    } catch (error) {
      const left = until - performance.now();
      if (!(error instanceof PersonCannot) || !NOT_THERE.includes(error.code) || left <= 0) throw error;
      await context.state.after(version, left);
    }
  }
}

const wantsJson = (request: IncomingMessage): boolean =>
  request.headers.accept?.includes("application/json") === true;

async function run(acts: WorkspaceActs, name: Act, body: unknown) {
  switch (name) {
    case "command": {
      const { as, channel, text, force } = SHAPES.command.parse(body);
      return await acts.command(as, channel, text, force === undefined ? {} : { force });
    }
    case "mention":
    case "say": {
      const { as, channel, text, thread } = SAID.parse(body);
      return await acts[name](as, channel, text, thread === undefined ? {} : { thread });
    }
    case "press": {
      const { as, action, block, ...rest } = SHAPES.press.parse(body);
      return await acts.press({ ...rest, person: as, actionId: action, blockId: block });
    }
    case "choose": {
      const { as, action, block, ...rest } = SHAPES.choose.parse(body);
      return await acts.choose({ ...rest, person: as, actionId: action, blockId: block });
    }
    case "suggest": {
      const { as, action, block, ...rest } = SHAPES.suggest.parse(body);
      return await acts.suggest({ ...rest, person: as, actionId: action, blockId: block });
    }
    case "fill": {
      const { as, ...rest } = SHAPES.fill.parse(body);
      return await acts.fill({ ...rest, person: as });
    }
    case "submit": {
      const { as, view, ...rest } = SHAPES.submit.parse(body);
      // A whole view is only ever sent back by `force`, as it was handed out.
      return await acts.submit({ ...rest, person: as, view: view as WorkspaceView | undefined });
    }
    case "close": {
      const { as, all } = SHAPES.close.parse(body);
      return await acts.closeView(as, all === undefined ? {} : { all });
    }
    case "home": {
      const { as, tab } = SHAPES.home.parse(body);
      return await acts.openHome(as, tab);
    }
    case "shortcut": {
      const { as, callback, message } = SHAPES.shortcut.parse(body);
      return await acts.shortcut(as, callback, { message });
    }
  }
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly parts: readonly string[];
}

async function doGet(context: Context, acts: WorkspaceActs, asked: Asked): Promise<void> {
  const { request, response, parts } = asked;
  const query = new URL(request.url ?? "/", "http://loopback").searchParams;
  const [what = "", name = ""] = parts;
  switch (what) {
    case "as":
      return sendText(response, 200, `${await acts.screen(name)}\n`);
    case "messages":
      return sendJson(response, 200, await acts.messages(name, query.get("seenBy") ?? undefined));
    case "direct-messages":
      return sendJson(response, 200, await acts.directMessages(name));
    case "ephemerals":
      return sendJson(response, 200, await acts.ephemerals(name, query.get("channel") ?? ""));
    case "view":
      return sendJson(response, 200, await acts.openView(name));
    case "home":
      return sendJson(response, 200, await acts.home(name));
    case "files":
      return sendJson(response, 200, await acts.files());
    case "file":
      return sendText(response, 200, await acts.fileText(name));
    case "notices":
      return sendJson(response, 200, await acts.notices(name));
    case "requests":
      return sendJson(response, 200, await acts.requests(Number(query.get("since") ?? 0)));
    case "story":
      return sendText(response, 200, lastRequests(context));
    case "changes": {
      const since = Number(query.get("since") ?? 0);
      const waitMs = Math.min(Number(query.get("waitMs") ?? 0), 30_000);
      return sendJson(response, 200, { version: await context.state.after(since, waitMs) });
    }
    case "page":
      return sendJson(
        response,
        200,
        pageAnswer(context, personNamed(context, name), {
          channel: query.get("channel") ?? "",
          since: Number(query.get("since") ?? 0),
          until: query.get("until") ?? "",
          thread: query.get("thread") ?? "",
        }),
      );
    case "faults":
      return sendJson(response, 200, context.faults.pending());
    case "people":
      return sendJson(response, 200, [...context.state.people.values()]);
    case "channels":
      return sendJson(
        response,
        200,
        [...context.state.channels.values()].map((one) => ({ ...one, members: [...one.members] })),
      );
    case "commands":
      return sendJson(response, 200, context.grants.commands);
    case "shortcuts":
      return sendJson(response, 200, context.grants.shortcuts);
    default:
      return sendJson(response, 404, { error: "no_such_page" });
  }
}
