// The acts on a workspace that runs in another process, over its control API.
import {
  type Change,
  type Outcome,
  PersonCannot,
  type Suggested,
  type WaitOptions,
  type WorkspaceActs,
  waitUntil,
} from "../../src/workspace/acts.ts";
import type { Fault } from "../../src/workspace/faults.ts";

export class WorkspaceClient implements WorkspaceActs {
  readonly #url: () => string;
  /** `url`: `http://127.0.0.1:port` of the workspace; a function where it is known only later. */
  constructor(url: string | (() => string)) {
    this.#url = typeof url === "string" ? () => url : url;
  }

  get url(): string {
    return this.#url().replace(/\/$/, "");
  }

  command(person: string, channel: string, text: string, options: { readonly force?: boolean } = {}) {
    return this.#act<Outcome>("command", { as: person, channel, text, ...options });
  }
  mention(person: string, channel: string, text: string, options: { readonly thread?: string } = {}) {
    return this.#act<Outcome>("mention", { as: person, channel, text, ...options });
  }
  say(person: string, channel: string, text: string, options: { readonly thread?: string } = {}) {
    return this.#act<Outcome>("say", { as: person, channel, text, ...options });
  }
  press({ person, actionId, blockId, ...rest }: Parameters<WorkspaceActs["press"]>[0]) {
    return this.#act<Outcome>("press", { as: person, action: actionId, block: blockId, ...rest });
  }
  choose({ person, actionId, blockId, ...rest }: Parameters<WorkspaceActs["choose"]>[0]) {
    return this.#act<Outcome>("choose", { as: person, action: actionId, block: blockId, ...rest });
  }
  suggest({ person, actionId, blockId, ...rest }: Parameters<WorkspaceActs["suggest"]>[0]) {
    return this.#act<Suggested>("suggest", { as: person, action: actionId, block: blockId, ...rest });
  }
  fill({ person, ...rest }: Parameters<WorkspaceActs["fill"]>[0]) {
    return this.#act<Outcome>("fill", { as: person, ...rest });
  }
  submit({ person, ...rest }: Parameters<WorkspaceActs["submit"]>[0]) {
    return this.#act<Outcome>("submit", { as: person, ...rest });
  }
  closeView(person: string, options: { readonly all?: boolean } = {}) {
    return this.#act<Outcome>("close", { as: person, ...options });
  }
  openHome(person: string, tab?: "home" | "messages") {
    return this.#act<Outcome>("home", { as: person, tab });
  }
  shortcut(person: string, callbackId: string, at: Parameters<WorkspaceActs["shortcut"]>[2] = {}) {
    return this.#act<Outcome>("shortcut", { as: person, callback: callbackId, message: at.message });
  }

  change(change: Change) {
    return this.#act<void>("change", change);
  }
  fault(fault: Fault) {
    return this.#act<void>("fault", fault);
  }
  clearFaults() {
    return this.#act<void>("clear-faults", {});
  }
  refreshSockets(reason: Parameters<WorkspaceActs["refreshSockets"]>[0]) {
    return this.#act<void>("refresh-sockets", { reason });
  }

  messages(channel: string, seenBy?: string) {
    return this.#read<ReturnType<WorkspaceActs["messages"]>>(
      `messages/${encodeURIComponent(channel)}`,
      seenBy === undefined ? {} : { seenBy },
    );
  }
  directMessages(person: string) {
    return this.#read<ReturnType<WorkspaceActs["directMessages"]>>(`direct-messages/${person}`);
  }
  ephemerals(person: string, channel: string) {
    return this.#read<ReturnType<WorkspaceActs["ephemerals"]>>(`ephemerals/${person}`, { channel });
  }
  openView(person: string) {
    return this.#read<ReturnType<WorkspaceActs["openView"]>>(`view/${person}`);
  }
  home(person: string) {
    return this.#read<ReturnType<WorkspaceActs["home"]>>(`home/${person}`);
  }
  files() {
    return this.#read<ReturnType<WorkspaceActs["files"]>>("files");
  }
  async fileText(id: string): Promise<string> {
    return await (await this.#get(`file/${id}`)).text();
  }
  requests(since = 0) {
    return this.#read<ReturnType<WorkspaceActs["requests"]>>("requests", { since: String(since) });
  }
  notices(person: string) {
    return this.#read<ReturnType<WorkspaceActs["notices"]>>(`notices/${person}`);
  }
  async screen(person: string): Promise<string> {
    return await (await this.#get(`as/${person}`)).text();
  }
  waitFor<T>(look: () => T | Promise<T>, options: WaitOptions = {}) {
    const after = async (since: number, waitMs: number): Promise<number> => {
      const query = { since: String(since), waitMs: String(Math.round(waitMs)) };
      return (await this.#read<Promise<{ version: number }>>("changes", query)).version;
    };
    const news = { version: () => after(0, 0), after };
    return waitUntil(look, options, news, async () => await (await this.#get("story")).text());
  }

  async #act<T>(name: string, body: object): Promise<T> {
    const response = await fetch(`${this.url}/control/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as T;
    throw asError(response.status, answer);
  }

  async #read<T>(path: string, query: Record<string, string> = {}): Promise<Awaited<T>> {
    return (await (await this.#get(path, query)).json()) as Awaited<T>;
  }

  async #get(path: string, query: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${this.url}/control/${path}?${new URLSearchParams(query)}`);
    if (!response.ok) throw asError(response.status, await response.json().catch(() => ({})));
    return response;
  }
}

/** What a person cannot do is the same error here as in the workspace's own process. */
function asError(status: number, answer: unknown): Error {
  const { error = "unknown", message = "" } = (answer ?? {}) as { error?: string; message?: string };
  return status === 409 ? new PersonCannot(error, message) : new Error(`${status} ${error} ${message}`);
}
