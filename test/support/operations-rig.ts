// The operations over real parts (local platform, people) and a store in memory, driven by a fake clock.

import { randomBytes } from "node:crypto";
import type { DeploymentId, RequestId } from "../../src/deployments/ids.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import { createLinks, type SignedLinks } from "../../src/http/links.ts";
import { withMail } from "../../src/mail/messenger.ts";
import { openAuditLane } from "../../src/operations/audit-lane.ts";
import { createOperations } from "../../src/operations/index.ts";
import type { Journal } from "../../src/operations/journal.ts";
import { type Accounts, createAccounts } from "../../src/operations/linked-accounts.ts";
import type { Ask, Operations } from "../../src/operations/operations.ts";
import { requestFromStore, requestRecordId } from "../../src/operations/request-record.ts";
import { type CipherKeys, createTokenCipher } from "../../src/operations/token-cipher.ts";
import type { Worker } from "../../src/operations/worker.ts";
import { guestQuestion } from "../../src/people/guests.ts";
import { isListed } from "../../src/people/listed.ts";
import { createPeople } from "../../src/people/resolve.ts";
import { createLocalPlatform } from "../../src/platforms/local/local-platform.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { CheckToken, LinkedAccounts } from "../../src/ports/linked-accounts.ts";
import type { LinkedPages } from "../../src/ports/links.ts";
import type { Mail } from "../../src/ports/mail.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Store } from "../../src/ports/store.ts";
import type { AuditFact } from "../../src/requests/audit.ts";
import type { PolicyFile } from "../../src/requests/policy.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { commandWords } from "../../src/slack/manifest.ts";
import { type FakeClock, fakeClock } from "./clock.ts";
import { type FakeDirectory, fakeDirectory, sampleActor } from "./fake-directory.ts";
import { seededIds } from "./ids.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";
import { type RecordingMessenger, recordingMessenger } from "./recording-messenger.ts";

export const AUDIT_KEY = new Uint8Array(32).fill(7);

export interface OperationsRig {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly directory: FakeDirectory;
  readonly platform: Platform;
  readonly messenger: RecordingMessenger;
  readonly audit: AuditFact[];
  readonly logged: { event: string; fields: Readonly<Record<string, unknown>> }[];
  policies: PolicyFile;
  readonly operations: Operations;
  readonly worker: Worker;
  /** What the pages behind links ask, and the links themselves. */
  readonly pages: LinkedPages;
  readonly links: SignedLinks;
  /** What a platform with accounts is handed. */
  readonly linked: LinkedAccounts;
  /** A process that took the place of this one: same store, platform and Slack. */
  restart(): void;
  /** A process beside this one: same store, platform and Slack. */
  replica(): { readonly operations: Operations; readonly worker: Worker };
  /** Works until nothing is due, moving the clock on to the next alarm as long as that is within `withinMs`. */
  settle(withinMs?: number): Promise<void>;
  /** Lets this much time go by, with everything that falls due in it. */
  pass(ms: number): Promise<void>;
  request(id: RequestId): Promise<ChangeRequest>;
  byLabel(label: string): Promise<DeploymentId>;
  /** Asks for a replacement as a person would by submitting the form. */
  ask(
    name: string,
    over: Partial<Ask> & { readonly packageId?: string; readonly label?: string },
  ): ReturnType<Operations["ask"]>;
  actor: typeof sampleActor;
}

/** Approval by one of `ml-approvers` for HIGH and above; notices to #ml-deployments: the sample fleet's policy. */
export const SAMPLE_POLICIES: PolicyFile = {
  ...NO_POLICIES,
  policies: [
    {
      id: "important-replacements",
      name: "Important replacements",
      actions: ["replace-model"],
      when: { importance: ["HIGH", "CRITICAL"], labels: null, requesterGroups: null },
      rule: { kind: "approvals", count: 1, from: [{ kind: "group", group: "ml-approvers" }] },
      reminderMs: null,
      expiryMs: null,
    },
  ],
  rollback: { withoutApprovalDays: 30 },
  administrators: { people: ["mona@example.com"], groups: [] },
  mlopsAdministrators: { people: ["mona@example.com"], groups: [] },
  routes: [{ actions: null, labels: null, channel: "ml-deployments" }],
};

export interface RigAccounts {
  readonly checkToken: CheckToken;
  /** Read at each start of a process. */
  keys: CipherKeys;
  server: URL;
}

export async function operationsRig(
  options: {
    /** Another store than the one in memory, for everything. */
    readonly store?: MemoryStore;
    readonly wrapStore?: (store: Store) => Store;
    readonly wrapPlatform?: (platform: Platform) => Platform;
    readonly wrapMessenger?: (messenger: Messenger) => Messenger;
    readonly wrapDirectory?: (directory: Directory) => Directory;
    /** Makes a run one of many different ones. */
    readonly seed?: number;
    readonly policies?: PolicyFile;
    readonly sampleFleet?: boolean;
    readonly notifyChannel?: string;
    /** Absent: no mail server is set. */
    readonly mail?: Mail;
    /** As on legacy plans. */
    readonly scoringCodeMakesPermanent?: boolean;
    /** Null: the bot has no address but its own. */
    readonly publicUrl?: string | null;
    /** As on a platform with accounts of its own; absent: nobody links any. */
    readonly accounts?: RigAccounts;
    /** How long launches, stops and builds take; 0 without it. */
    readonly workMs?: number;
  } = {},
): Promise<OperationsRig> {
  const clock = fakeClock();
  const ids = seededIds(options.seed);
  const store = options.store ?? memoryStore();
  const seen = options.wrapStore?.(store) ?? store;
  const directory = fakeDirectory();
  const local = await createLocalPlatform({
    store,
    clock,
    ids,
    sampleFleet: options.sampleFleet ?? true,
    isMlopsAdministrator: (who) => isListed(rig.policies.mlopsAdministrators, who),
    scoringCodeMakesPermanent: options.scoringCodeMakesPermanent ?? false,
    workMs: options.workMs ?? 0,
    activeDeployments: () => rig.policies.activeDeployments,
    ...(options.policies?.admitGuests === true ? { isGuest: guestQuestion(directory) } : {}),
  });
  const platform = options.wrapPlatform?.(local) ?? local;
  const messenger = recordingMessenger();
  const audit: AuditFact[] = [];
  const logged: OperationsRig["logged"] = [];
  const note = (event: string, fields: Readonly<Record<string, unknown>>) => {
    logged.push({ event, fields });
  };
  const links = createLinks({
    keys: [new Uint8Array(32).fill(9)],
    publicUrl: options.publicUrl === undefined ? "https://bot.example.com" : options.publicUrl,
    ownAddress: () => "http://127.0.0.1:3000",
  });
  const accountsOf = ({ checkToken, keys, server }: RigAccounts, journal: Journal): Accounts =>
    createAccounts({
      store: seen,
      journal,
      cipher: createTokenCipher({ keys, randomBytes }),
      checkToken,
      server,
      home: () => directory.home(),
      clock,
      ids,
      log: { info: note, warn: note, error: note },
      commands: commandWords(""),
    });
  let processes = 0;
  const make = () => {
    processes += 1;
    const lane = openAuditLane({ store: seen, key: AUDIT_KEY, lane: `process-${processes}`, ids });
    const journal: Journal = {
      commit: async (commit) => {
        const answer = await lane.commit(commit);
        if (answer.outcome === "committed") audit.push(...commit.audit);
        return answer;
      },
    };
    const accounts = options.accounts === undefined ? null : accountsOf(options.accounts, journal);
    const made = createOperations({
      store: seen,
      accounts,
      journal,
      platform,
      people: createPeople({
        directory: options.wrapDirectory?.(directory) ?? directory,
        accounts: platform.accounts,
        policies: () => rig.policies,
      }),
      messenger: withMail(options.wrapMessenger?.(messenger) ?? messenger, {
        mail: options.mail ?? null,
        clock,
        log: { warn: note },
        slackUrl: async () => (await directory.home()).url,
        links,
        command: "/deployments",
        environmentName: null,
      }),
      mails: options.mail !== undefined,
      clock,
      ids,
      log: { info: note, warn: note, error: note },
      policies: () => rig.policies,
      edition: "saas",
      links,
      notifyChannel: options.notifyChannel ?? null,
      commands: commandWords(""),
      verifyAuditOf: async () => ["Not verified in this rig."],
    });
    return { ...made, accounts };
  };
  let running: ReturnType<typeof make> | null = null;
  const rig: OperationsRig = {
    clock,
    store,
    directory,
    platform,
    messenger,
    audit,
    logged,
    policies: options.policies ?? SAMPLE_POLICIES,
    get operations() {
      running ??= make();
      return running.operations;
    },
    get pages() {
      running ??= make();
      return running.pages;
    },
    links,
    get linked() {
      running ??= make();
      if (running.accounts === null) throw new Error("This rig's platform has no accounts.");
      return running.accounts;
    },
    get worker() {
      running ??= make();
      return running.worker;
    },
    restart: () => {
      running = make();
      store.reopen();
    },
    replica: make,
    settle: async (withinMs = 60_000) => {
      const end = clock.now() + withinMs;
      for (;;) {
        await rig.worker.drain();
        const next = await store.nextAlarm(["request", "delivery", "health-watch", "local-work"]);
        if (next === null || next > end) return;
        clock.set(Math.max(next, clock.now() + 1));
      }
    },
    pass: async (ms) => {
      const end = clock.now() + ms;
      await rig.settle(ms);
      clock.set(Math.max(end, clock.now()));
      await rig.worker.drain();
    },
    request: async (id) => {
      const record = await store.get(requestRecordId(id));
      if (record === null) throw new Error(`No request ${id}`);
      return requestFromStore(record).value.request;
    },
    byLabel: async (label) => {
      const page = await platform.deployments({ text: label, filter: {}, limit: 50 }, { kind: "service" });
      const found = page.items.find((item) => item.label === label);
      return found?.id ?? deploymentId(label);
    },
    ask: async (name, { packageId = "p-card-default-4", label = "card-default", ...over }) => {
      const input: Json = { reason: "ACCURACY", packageId, promote: null, rollback: false };
      return await rig.operations.ask(sampleActor(name), {
        action: "replace-model",
        deploymentId: await rig.byLabel(label),
        deploymentLabel: label,
        input,
        comment: "Better on the holdout.",
        apply: "on-approval",
        origin: { viewId: "V1", channel: null },
        wishKey: "V1",
        ...over,
      });
    },
    actor: sampleActor,
  };
  return rig;
}
