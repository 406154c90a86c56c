// Who may do what, through signed requests to the running process: each action where it is available and where it is not, for each kind
// of person, by command, by a forged press and by a forged submit. The cells are typed by hand from the reference (section 2.1): the
// program's own table is not asked.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../../src/deployments/deployment.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { FleetPart } from "../../src/platforms/local/fleet/building.ts";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue, Outcome } from "../../src/workspace/acts.ts";
import type { WorkspaceMessage, WorkspaceView } from "../../src/workspace/state.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import {
  auditOf,
  auditVerify,
  CLEAN,
  deploymentIn,
  fleetWith,
  messageWords,
  viewWords,
} from "../support/journey.ts";
import { closeLane, type Lane, openLane } from "../support/lane.ts";
import { importsOf } from "../support/source-files.ts";

let lane: Lane;
let slack: Workspace;
beforeAll(async () => {
  lane = await openLane({ policy: null, before: (dataDir) => fleetWith(dataDir, rolesFleet) });
  ({ slack } = lane);
});
afterAll(() => closeLane(lane));

/** Olivia owns each, Uma uses it, Carl may predict with it; Mona is an MLOps administrator, Ben is nobody to it. */
const GRANTS: Deployment["grants"] = [
  { subject: { kind: "user", email: "olivia@example.com" }, role: "OWNER" },
  { subject: { kind: "user", email: "uma@example.com" }, role: "USER" },
  { subject: { kind: "user", email: "carl@example.com" }, role: "CONSUMER" },
];

/** Deployments of the sample fleet under other names, as each action needs one. */
function rolesFleet({ deployments }: FleetPart): Partial<FleetPart> {
  const like = (label: string, of: string, over: Partial<Deployment> = {}): Deployment => {
    const original = deployments.find(({ id }) => id === of);
    if (original === undefined) throw new Error(`The sample fleet has no ${of}.`);
    return { ...original, ...over, id: deploymentId(`d-${label}`), label, grants: GRANTS };
  };
  return {
    deployments: [
      like("native", "d-card-default"),
      like("custom", "d-document-classifier"),
      like("agent", "d-factory-vibration"),
      like("off", "d-spring-campaign"),
      like("replacing", "d-card-default", { status: "replacingModel" }),
      like("permanent", "d-card-default", { permanentSince: 1 }),
      like("archived", "d-card-default", { status: "archived" }),
    ],
  };
}

const PEOPLE = ["olivia", "uma", "carl", "mona", "ben", "gus", "xena"] as const;
type Who = (typeof PEOPLE)[number];

/** `opens`: form or card. `role`: the role held is too low. `state`: not as the deployment is. `none`: no such deployment. */
type Cell = "opens" | "role" | "state" | "none" | "guest" | "outsider";
interface Row {
  /** As it is typed. */
  readonly command: string;
  /** As a button carries it. */
  readonly action: string;
  readonly on: string;
  readonly cells: readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell];
}
const row = (command: string, action: string, on: string, ...cells: Row["cells"]): Row => ({
  command,
  action,
  on,
  cells,
});

const AVAILABLE: readonly Row[] = [
  //                                                        Owner    User    Consumer admin   nobody  guest    outsider
  row("view", "view", "native", "opens", "opens", "none", "opens", "none", "guest", "outsider"),
  row("replace", "replace-model", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("app", "create-application", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("code", "scoring-code", "native", "opens", "opens", "none", "opens", "none", "guest", "outsider"),
  row("link", "use-cases", "native", "opens", "opens", "none", "opens", "none", "guest", "outsider"),
  row("share", "share", "native", "opens", "opens", "none", "opens", "none", "guest", "outsider"),
  row("logs", "logs", "custom", "opens", "opens", "none", "opens", "none", "guest", "outsider"),
  row("clear", "clear-statistics", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("relaunch", "relaunch", "agent", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("activate", "activate", "off", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("deactivate", "deactivate", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("delete", "delete", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
  row("edit", "edit", "native", "opens", "role", "none", "role", "none", "guest", "outsider"),
];
/** A look is possible at every deployment; what an Owner is told where the others are not is beside each. */
// biome-ignore format: a table is read by its columns
const UNAVAILABLE: readonly (Row & { readonly why: RegExp })[] = [
  { ...row("replace",    "replace-model",      "replacing", "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /at the moment/ },
  { ...row("app",        "create-application", "archived",  "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /is archived/ },
  { ...row("code",       "scoring-code",       "custom",    "state", "state", "none", "state", "none", "guest", "outsider"), why: /Custom models have no scoring code/ },
  { ...row("link",       "use-cases",          "archived",  "state", "state", "none", "state", "none", "guest", "outsider"), why: /is archived/ },
  { ...row("share",      "share",              "archived",  "state", "state", "none", "state", "none", "guest", "outsider"), why: /is archived/ },
  { ...row("logs",       "logs",               "native",    "state", "state", "none", "state", "none", "guest", "outsider"), why: /Only custom models write logs/ },
  { ...row("clear",      "clear-statistics",   "archived",  "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /is archived/ },
  { ...row("relaunch",   "relaunch",           "native",    "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /management agent/ },
  { ...row("activate",   "activate",           "native",    "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /is active already/ },
  { ...row("deactivate", "deactivate",         "off",       "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /is inactive already/ },
  { ...row("delete",     "delete",             "permanent", "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /can no longer be deleted/ },
  { ...row("edit",       "edit",               "archived",  "state", "role",  "none", "role",  "none", "guest", "outsider"), why: /is archived/ },
];

const CHANNELS: Partial<Record<Who, string>> = { gus: "ml-deployments", xena: "partners-otherco" };
const channelOf = (person: Who): string => CHANNELS[person] ?? "general";
const newestFor = async (person: Who): Promise<WorkspaceMessage | undefined> =>
  (await slack.ephemerals(person, channelOf(person))).at(-1);

/** What an act comes to: the window or the private message that it is answered with. */
async function answerTo(person: Who, act: () => Promise<Outcome>) {
  const before = (await newestFor(person))?.ts;
  const { error } = await act();
  if (error !== null) return { words: `error ${error}`, view: null };
  const shown = await slack.waitFor(
    async () => {
      const view = await slack.openView(person);
      if (view !== null) return /Loading/.test(viewWords(view)) ? null : { words: viewWords(view), view };
      const newest = await newestFor(person);
      return newest === undefined || newest.ts === before
        ? null
        : { words: messageWords(newest), view: null };
    },
    { what: `what ${person} sees`, timeoutMs: 15_000 },
  );
  if (shown.view !== null) await slack.closeView(person, { all: true });
  return shown;
}

const REFUSALS: readonly (readonly [Cell, RegExp])[] = [
  ["guest", /guests are not admitted/],
  ["outsider", /does not belong to this workspace/],
  ["none", /No deployment that you may see|There is no deployment/],
  ["role", /needs the role/],
];
function cellOf(
  { words, view }: { readonly words: string; readonly view: WorkspaceView | null },
  why: RegExp | null,
): string {
  const refused = REFUSALS.find(([, says]) => says.test(words))?.[0];
  if (refused !== undefined) return refused;
  if (view !== null && view.submit !== null) return "opens";
  if (/Service health/.test(words)) return "opens";
  return why?.test(words) === true ? "state" : words;
}

/** Everybody at once: each has a Slack of their own. */
const cellsOf = (act: (person: Who) => Promise<Outcome>, why: RegExp | null): Promise<readonly string[]> =>
  Promise.all(PEOPLE.map(async (person) => cellOf(await answerTo(person, () => act(person)), why)));

const typed = (text: string) => (person: Who) =>
  slack.command(person, channelOf(person), `/deployments ${text}`, { force: person === "xena" });

interface Refused {
  readonly user: string;
  readonly action: string | null;
}
const userIn = (who: unknown): string => /U0[A-Z]+/.exec(JSON.stringify(who))?.[0] ?? "nobody";

/** Every refusal in the trail. What was asked for is refused by the bot itself: who asked stands with the question. */
async function refusals(): Promise<readonly Refused[]> {
  const lines = await auditOf(lane.dataDir);
  const asked = new Map(
    lines.flatMap(({ event, request, who }) => (event === "request.asked" ? [[request, userIn(who)]] : [])),
  );
  return lines
    .filter(({ allowed, event }) => !allowed && ["press.refused", "request.refused"].includes(event))
    .map(({ action, request, who }) => ({ action, user: asked.get(request) ?? userIn(who) }));
}
const inWords = (refused: readonly Refused[]): readonly string[] =>
  refused.map(({ action, user }) => `${action} ${user}`).toSorted();

/** A message to press in, as if it had the button. */
async function messageIn(channel: string): Promise<{ channel: string; ts: string }> {
  const said = await slack.say("olivia", channel, "Hello");
  if (said.error !== null) throw new Error(said.error);
  const message = (await slack.messages(channel)).at(-1);
  if (message === undefined) throw new Error(`Nothing was said in ${channel}.`);
  return { channel: message.channel, ts: message.ts };
}

describe("who may do what", () => {
  it.each(AVAILABLE)("$command where it is available", async ({ command, on, cells }) => {
    expect(await cellsOf(typed(`${command} ${on}`), null)).toEqual(cells);
  });

  it.each(UNAVAILABLE)("$command where it is not available", async ({ command, on, why, cells }) => {
    expect(await cellsOf(typed(`${command} ${on}`), why)).toEqual(cells);
  });

  it("a Consumer gets scoring code by the deployment's id, and nothing else by it", async () => {
    for (const { command, on, action } of AVAILABLE) {
      const cell = cellOf(await answerTo("carl", () => typed(`${command} d-${on}`)("carl")), null);
      expect({ command, cell }).toEqual({ command, cell: action === "scoring-code" ? "opens" : "none" });
    }
  });
});

describe("without having been shown", () => {
  it("a press is refused by the same cells, and audited", async () => {
    const messages = { general: await messageIn("general"), shared: await messageIn("partners-otherco") };
    const before = (await refusals()).length;
    const expected: string[] = [];
    for (const { action, on, cells } of AVAILABLE.filter((each) => each.action !== "view")) {
      const found = await cellsOf(
        (person) =>
          slack.press({
            person,
            actionId: ACTION_IDS.deploymentAction,
            value: `${action} d-${on}`,
            message: person === "xena" ? messages.shared : messages.general,
            force: true,
          }),
        null,
      );
      // A button names the deployment by its id.
      const byId = cells.map((cell, i) => (action === "scoring-code" && i === 2 ? "opens" : cell));
      expect({ action, found }).toEqual({ action, found: byId });
      for (const [i, person] of PEOPLE.entries())
        if (byId[i] !== "opens") expected.push(`${action} U0${person.toUpperCase()}`);
    }
    expect(inWords((await refusals()).slice(before))).toEqual(expected.toSorted());
  });

  /** What an Owner's own window holds when it is sent. */
  const FILLED: Readonly<Record<string, Readonly<Record<string, FieldValue>>>> = {
    "replace-model": { [ACTION_IDS.replacementReason]: "Accuracy", [ACTION_IDS.version]: "p-card-default-4" },
    "create-application": {
      [ACTION_IDS.applicationTemplate]: "Predictor",
      [ACTION_IDS.applicationName]: "X",
    },
    "scoring-code": { [ACTION_IDS.codeLanguage]: "CLI" },
    "use-cases": { [ACTION_IDS.useCasesWay]: "create" },
    share: { [ACTION_IDS.shareEmails]: "eve@example.com", [ACTION_IDS.shareRole]: "Consumer" },
    "clear-statistics": {
      [ACTION_IDS.clearModel]: "p-card-default-1",
      [ACTION_IDS.clearRange]: "whole",
      [ACTION_IDS.clearReason]: "Wrong",
      [ACTION_IDS.clearConfirmed]: ["confirmed"],
    },
    delete: { [ACTION_IDS.deleteTypedName]: "native" },
    edit: { [ACTION_IDS.editLabel]: "stolen" },
  };

  it("a submit of a form is refused, audited and changes nothing", async () => {
    const before = (await refusals()).length;
    const expected: string[] = [];
    const was = await deploymentIn(lane.dataDir, "d-native");
    for (const { command, action, on, cells } of AVAILABLE) {
      if (action === "view" || action === "logs") continue;
      await typed(`${command} ${on}`)("olivia");
      const form = await slack.waitFor(
        async () => {
          const view = await slack.openView("olivia");
          return view !== null && view.submit !== null ? view : null;
        },
        { what: `the form of ${action}`, timeoutMs: 15_000 },
      );
      await slack.fill({ person: "olivia", values: FILLED[action] ?? {} });
      if (action === "use-cases") {
        await slack.waitFor(
          async () =>
            JSON.stringify((await slack.openView("olivia"))?.blocks).includes(ACTION_IDS.useCasesName),
          { what: "the field for a name" },
        );
        await slack.fill({ person: "olivia", values: { [ACTION_IDS.useCasesName]: "Stolen" } });
      }
      const filled = (await slack.openView("olivia")) ?? form;
      await slack.closeView("olivia", { all: true });
      for (const [i, person] of PEOPLE.entries()) {
        // What a Consumer may ask for by the deployment's id is no forgery.
        if (cells[i] === "opens" || (action === "scoring-code" && person === "carl")) continue;
        const view = { ...filled, id: `VFORGED${person}${action}`.replaceAll(/[^\w]/g, "") };
        const sent = await slack.submit({ person, view, force: true });
        expect({ action, person, error: sent.error }).toEqual({ action, person, error: null });
        expected.push(`${action} U0${person.toUpperCase()}`);
      }
    }
    const audited = await slack.waitFor(
      async () => {
        const lines = (await refusals()).slice(before);
        return lines.length >= expected.length ? lines : null;
      },
      { what: "every refusal in the trail", timeoutMs: 20_000 },
    );
    expect(inWords(audited)).toEqual(expected.toSorted());
    expect(await deploymentIn(lane.dataDir, "d-native")).toEqual(was);
    expect((await auditOf(lane.dataDir)).filter(({ event }) => event.startsWith("effect."))).toEqual([]);
  });

  it("leaves a trail that is clean", async () => {
    expect(await auditVerify(lane.dataDir)).toMatch(CLEAN);
  });
});

describe("the cells", () => {
  const TABLE = /src\/deployments\/(permissions|availability)\.ts$/;

  it("are typed by hand here: neither this file nor what it imports of the tests asks the program's table", () => {
    const here = "test/journeys/roles.test.ts";
    const seen = new Set<string>();
    const walk = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { to } of importsOf(path)) if (to.startsWith("test/")) walk(to);
    };
    walk(here);
    expect(seen.size).toBeGreaterThan(3);
    expect([...seen].flatMap((path) => importsOf(path)).filter(({ to }) => TABLE.test(to))).toEqual([]);
  });

  it("would not be taken from the table by a dynamic import either", () => {
    const text = ["const table = await import", '("../../src/deployments/permissions.ts");'].join("");
    expect(importsOf("test/journeys/roles.test.ts", text).filter(({ to }) => TABLE.test(to))).toHaveLength(1);
  });
});
