// A rig whose platform has accounts, and the page on which they are linked.
import type { CipherKeys } from "../../src/operations/token-cipher.ts";
import type { PlatformAccount, TokenCheck } from "../../src/ports/linked-accounts.ts";
import { value } from "./answers.ts";
import { type OperationsRig, operationsRig, type RigAccounts } from "./operations-rig.ts";
import { type Pages, servePages } from "./pages.ts";

/** Like the platform's own: long, and of characters that a form has to encode. */
export const tokenOf = (name: string): string => `NjY0${name}+Zm9v/YmFy==MTIzNDU2Nzg5MA`;

export const keysOf = (...ids: readonly [string, ...string[]]): CipherKeys => ({
  writes: ids[0],
  keys: new Map(ids.map((id) => [id, new Uint8Array(32).fill(id.charCodeAt(1))])),
});

export interface FakeAccounts extends RigAccounts {
  /** Whose each token is; what is not here is refused. */
  readonly known: Map<string, PlatformAccount>;
  down: boolean;
  /** Tokens that the platform was asked about, in order. */
  readonly asked: string[];
  /** Runs while the platform is asked. */
  meanwhile: () => Promise<void>;
}

export const accountOf = (name: string, over: Partial<PlatformAccount> = {}): PlatformAccount => ({
  uid: `uid-${name}`,
  email: `${name}@example.com`,
  name: `${name} of DataRobot`,
  ...over,
});

export function fakeAccounts(): FakeAccounts {
  const fake: FakeAccounts = {
    known: new Map(["olivia", "otto", "uma"].map((name) => [tokenOf(name), accountOf(name)])),
    down: false,
    asked: [],
    meanwhile: async () => undefined,
    keys: keysOf("k1"),
    server: new URL("https://datarobot.example.com/api/v2"),
    async checkToken(token): Promise<TokenCheck> {
      fake.asked.push(token.reveal());
      await fake.meanwhile();
      if (fake.down) return { outcome: "unavailable", sentence: "DataRobot does not answer right now." };
      const account = fake.known.get(token.reveal());
      return account === undefined
        ? { outcome: "refused", sentence: "DataRobot does not know this API key." }
        : { outcome: "valid", account };
    },
  };
  return fake;
}

export interface AccountRig {
  readonly rig: OperationsRig;
  readonly pages: Pages;
  readonly accounts: FakeAccounts;
  /** An address for one more page. */
  addressFor(name: string): Promise<string>;
  post(
    address: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Enters a token as its owner would. */
  enter(address: string, token: string): Promise<Response>;
  /** Links the account of somebody's own token, or of another one's. */
  link(name: string, whose?: string): Promise<void>;
  person(name: string): Parameters<OperationsRig["linked"]["tokenOf"]>[0];
  tokenFor(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Hidden fields of a form, as a browser sends them. */
export const hiddenFields = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name = "", text = ""]) => [
        name,
        text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
      ],
    ),
  );

export async function accountRig(options: Parameters<typeof operationsRig>[0] = {}): Promise<AccountRig> {
  const accounts = fakeAccounts();
  const rig = await operationsRig({ accounts, ...options });
  const pages = await servePages(rig);
  const made: AccountRig = {
    rig,
    pages,
    accounts,
    async addressFor(name) {
      const started = value(await rig.operations.startLink(rig.actor(name)));
      if (started.kind !== "page") throw new Error("No account is needed here.");
      return pages.at(started.address);
    },
    post: (address, fields, headers = {}) =>
      fetch(address, { method: "POST", body: new URLSearchParams(fields), headers }),
    enter: (address, token) => made.post(address, { token, mine: "yes" }),
    async link(name, whose = name) {
      const address = await made.addressFor(name);
      const answer = await made.enter(address, tokenOf(whose));
      const page = await answer.text();
      const confirm = hiddenFields(page);
      const last =
        Object.keys(confirm).length === 0 ? page : await (await made.post(address, confirm)).text();
      if (!last.includes("<h1>Linked</h1>")) throw new Error(`Nothing was linked: ${last}`);
    },
    person: (name) => ({
      id: `${name}@example.com` as never,
      email: `${name}@example.com`,
      name,
      slackUser: rig.actor(name).user,
    }),
    async tokenFor(name) {
      const found = await rig.linked.tokenOf(made.person(name));
      return found?.token.reveal() ?? null;
    },
    async close() {
      await pages.close();
      await rig.store.close();
    },
  };
  return made;
}
