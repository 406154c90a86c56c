// Who may do what, through signed requests to the running process. The cells are typed by hand from the reference (section 2.1): the
// program's own table is not asked.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { auditOf, auditVerify, CLEAN, deploymentIn, lastPrivate, viewWords } from "../support/journey.ts";
import { closeLane, type Lane, openLane } from "../support/lane.ts";
import { textOf } from "../support/source-files.ts";

let lane: Lane;
let slack: Workspace;
beforeAll(async () => {
  lane = await openLane({ policy: null });
  ({ slack } = lane);
});
afterAll(() => closeLane(lane));

/** Olivia owns `card-default`, Uma uses it, Carl may predict with it; Mona is an MLOps administrator, Ben is nobody to it. */
const PEOPLE = ["olivia", "uma", "carl", "mona", "ben", "gus", "xena"] as const;

/** `card`: it is shown. `form`: it opens. `role`: the role held is too low. `state`: not as the deployment is. `none`: no such deployment. */
type Cell = "card" | "form" | "role" | "state" | "none" | "guest" | "outsider";
type Row = readonly [command: string, ...cells: readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell]];

const ACTIVE: readonly Row[] = [
  //           Owner    User    Consumer  admin   nobody  guest    outsider
  ["view", "card", "card", "none", "card", "none", "guest", "outsider"],
  ["replace", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["create-application", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["scoring-code", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["use-cases", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["share", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["logs", "state", "state", "none", "state", "none", "guest", "outsider"],
  ["clear-statistics", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["relaunch", "state", "role", "none", "role", "none", "guest", "outsider"],
  ["activate", "state", "role", "none", "role", "none", "guest", "outsider"],
  ["deactivate", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["delete", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["edit", "form", "role", "none", "role", "none", "guest", "outsider"],
];
const INACTIVE: readonly Row[] = [
  ["view", "card", "card", "none", "card", "none", "guest", "outsider"],
  ["replace", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["create-application", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["scoring-code", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["use-cases", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["share", "form", "form", "none", "form", "none", "guest", "outsider"],
  ["logs", "state", "state", "none", "state", "none", "guest", "outsider"],
  ["clear-statistics", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["relaunch", "state", "role", "none", "role", "none", "guest", "outsider"],
  ["activate", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["deactivate", "state", "role", "none", "role", "none", "guest", "outsider"],
  ["delete", "form", "role", "none", "role", "none", "guest", "outsider"],
  ["edit", "form", "role", "none", "role", "none", "guest", "outsider"],
];

const CHANNELS: Readonly<Record<string, string>> = { gus: "ml-deployments", xena: "partners-otherco" };
const channelOf = (person: string): string => CHANNELS[person] ?? "general";

/** What a command comes to, in one word. */
async function outcomeOf(person: string, text: string): Promise<string> {
  const channel = channelOf(person);
  if ((await slack.openView(person)) !== null) await slack.closeView(person, { all: true });
  const before = (await slack.ephemerals(person, channel)).length;
  const outcome = await slack.command(person, channel, text);
  if (outcome.error === "command_not_available") return "outsider";
  if (outcome.error !== null) return `error ${outcome.error}`;
  const shown = await slack.waitFor(
    async () => {
      const view = await slack.openView(person);
      if (view !== null) return /Loading/.test(viewWords(view)) ? null : { words: viewWords(view), view };
      const all = await slack.ephemerals(person, channel);
      return all.length > before ? { words: await lastPrivate(slack, person, channel), view: null } : null;
    },
    { what: `what ${person} sees after ${text}`, timeoutMs: 15_000 },
  );
  if (shown.view !== null) await slack.closeView(person, { all: true });
  const { words, view } = shown;
  if (/guests are not admitted/.test(words)) return "guest";
  if (/No deployment that you may see/.test(words)) return "none";
  if (view?.submit) return "form";
  if (/Service health/.test(words)) return "card";
  if (/needs the role/.test(words)) return "role";
  return "state";
}

const tableOf = async (rows: readonly Row[]): Promise<Row[]> => {
  const found: Row[] = [];
  for (const [command] of rows) {
    const cells: string[] = [];
    for (const person of PEOPLE) cells.push(await outcomeOf(person, `/deployments ${command} card-default`));
    found.push([command, ...cells] as unknown as Row);
  }
  return found;
};

describe("who may do what", () => {
  it("on an active deployment", async () => {
    expect(await tableOf(ACTIVE)).toEqual(ACTIVE);
  });

  it("pressed without having been shown, it is refused and audited", async () => {
    const message = await slack.waitFor(
      async () => {
        await slack.say("olivia", "general", "Hello");
        return (await slack.messages("general")).at(-1);
      },
      { what: "a message" },
    );
    for (const person of ["uma", "carl", "ben", "mona"]) {
      for (const action of ["delete", "deactivate", "replace-model"]) {
        await slack.press({
          person,
          actionId: "deployment.action",
          value: `${action} d-card-default`,
          message: { channel: message.channel, ts: message.ts },
          force: true,
        });
        // Whatever opened says no, and has nothing to send.
        await slack.waitFor(
          async () => {
            const view = await slack.openView(person);
            return view !== null && view.submit === null && !/Loading/.test(viewWords(view));
          },
          { what: `a refusal of ${action} to ${person}`, timeoutMs: 15_000 },
        );
        await slack.closeView(person, { all: true });
      }
    }
    expect((await deploymentIn(lane.dataDir, "d-card-default")).status).toBe("active");
    const refused = (await auditOf(lane.dataDir)).filter(
      ({ event, details }) => event === "press.refused" && details?.press === "form",
    );
    for (const person of ["uma", "carl", "ben", "mona"]) {
      const own = refused.filter(({ who }) => JSON.stringify(who).includes(`U0${person.toUpperCase()}`));
      expect({ person, refusals: own.length >= 3 }).toEqual({ person, refusals: true });
    }
  });

  it("on an inactive deployment", async () => {
    await slack.command("olivia", "general", "/deployments deactivate card-default");
    await slack.waitFor(async () => (await slack.openView("olivia"))?.submit ?? null, { what: "the form" });
    await slack.submit({ person: "olivia" });
    await slack.waitFor(
      async () => {
        const view = await slack.openView("olivia");
        return view !== null && view.submit !== null && /Deactivate now/.test(viewWords(view));
      },
      { what: "the confirmation", timeoutMs: 15_000 },
    );
    await slack.submit({ person: "olivia" });
    await slack.waitFor(
      async () => (await deploymentIn(lane.dataDir, "d-card-default")).status === "inactive",
      {
        what: "the end of it",
        timeoutMs: 15_000,
      },
    );
    await slack.closeView("olivia", { all: true });
    expect(await tableOf(INACTIVE)).toEqual(INACTIVE);
  });

  it("is audited, with every refusal, and the trail is clean", async () => {
    expect(await auditVerify(lane.dataDir)).toMatch(CLEAN);
  });

  it("is typed by hand here", () => {
    expect(textOf("test/journeys/roles.test.ts")).not.toMatch(
      /from ".*deployments\/(permissions|availability)/,
    );
  });
});
