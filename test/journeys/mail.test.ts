// Mail, from Slack to a real mail server and back to the card: the real process with `SMTP_URL`, and one that is killed in between.
import { afterAll, describe, expect, it } from "vitest";
import { ACTION_IDS, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import { type BotProcess, startBotProcess, temporaryFolder } from "../support/bot-process.ts";
import {
  auditVerify,
  CLEAN,
  checkedView,
  directMessage,
  dueDeliveries,
  expectNothingRefused,
  messageWords,
  modalWith,
  viewWords,
} from "../support/journey.ts";
import { type MailServer, mailServer, type TakenMail } from "../support/mail-server.ts";
import { oneBot } from "../support/one-bot.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";

const PASSWORD = "hush/hush %25";
let smtp: MailServer;
const settings = (): Record<string, string> => ({
  SMTP_URL: `smtp://bot:${encodeURIComponent(PASSWORD)}@127.0.0.1:${smtp.port}`,
  MAIL_FROM: "Pointsman <pointsman@example.com>",
  ENVIRONMENT_NAME: "Staging",
});
const started = oneBot(async () => {
  smtp = await mailServer({ login: { user: "bot", password: PASSWORD } });
}, settings);
const { dataDir, slack } = started;
afterAll(() => smtp.stop());

/** Opens the form of a command, fills it in, and confirms the result of the checks. */
async function through(
  to: WorkspaceClient,
  command: string,
  values: Readonly<Record<string, FieldValue>>,
): Promise<void> {
  await to.command("olivia", "general", command);
  await modalWith(to, "olivia", "the form", (view) => view.callback_id === CALLBACK_IDS.actionForm);
  for (const filled of [values, {}]) {
    const answer = await to.submit({ person: "olivia", values: filled });
    if (answer.error !== null) throw new Error(JSON.stringify(answer));
    if (filled === values) expect(viewWords(await checkedView(to, "olivia"))).not.toContain("Refused");
  }
  await to.closeView("olivia", { all: true });
}
const invite = (to: WorkspaceClient, emails: string, role: "User" | "Consumer") =>
  through(to, "/deployments share house-value", { "share.emails": emails, "share.role": role });

const mailTo = (address: string, subject: RegExp): Promise<TakenMail> =>
  slack.waitFor(
    async () =>
      smtp.taken.find(({ to, headers }) => to[0] === address && subject.test(headers.get("subject") ?? "")) ??
      null,
    { what: `a mail to ${address}: ${subject}`, timeoutMs: 15_000 },
  );

describe("somebody who is not in Slack", () => {
  it("gets the invitation by mail, with the way into this Slack; the card says who was told how, and whom nothing reached", async () => {
    smtp.refuse({ at: "recipient", code: 550, words: "5.1.1 no such mailbox", times: 1 });
    await invite(slack, "nobody@example.com", "Consumer");
    await directMessage(slack, "olivia", /Not told: nobody@example\.com – .*no such mailbox/);

    await invite(slack, "new.hire@example.com", "User");
    const { text, user, headers } = await mailTo("new.hire@example.com", /shared house-value with you/);
    expect(text).toContain("Olivia (olivia@example.com) shared the deployment house-value with you as User.");
    expect(text).toContain(
      `To open it, go to Slack, ${started.bot.workspace}/ and type\n/deployments d-house-value\n`,
    );
    expect(user).toBe("bot");
    expect(headers.get("subject")).toMatch(/^\[Staging\] /);
    await directMessage(slack, "olivia", /Told 1 person by email that it is shared with them/);
  });

  it("hears that it is gone, as everybody does whom it was shared with", async () => {
    await through(slack, "/deployments delete house-value", { [ACTION_IDS.deleteTypedName]: "house-value" });
    const { text } = await mailTo("new.hire@example.com", /deleted house-value/);
    expect(text).toContain("deployment id d-house-value");
    const card = await directMessage(slack, "olivia", /Told 2 others with access by email/);
    expect(messageWords(card)).toContain("by direct message");
  });
});

it("logs no password, is refused nothing by Slack, and leaves a trail that verifies", async () => {
  expect(started.bot.stdout()).toContain('"event":"mail.ready"');
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)])
    expect(started.bot.stdout() + started.bot.stderr()).not.toContain(secret);
  await expectNothingRefused(slack);
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
});

describe("a bot that is killed when its mail was taken, and before it knows", () => {
  const { path: folder, remove } = temporaryFolder();
  let running: BotProcess | null = null;
  afterAll(async () => {
    running?.signal("SIGKILL");
    await running?.ended;
    remove();
  });

  it("does not send it again after the next start", async () => {
    const start = (): Promise<BotProcess> =>
      startBotProcess({ env: { DATA_DIR: folder, ...settings() }, cwd: folder });
    const first = await start();
    running = first;
    const there = new WorkspaceClient(() => running?.workspace ?? "");
    const toHer = () => smtp.taken.filter(({ to }) => to[0] === "carla@example.com");
    smtp.whenTaken(() => {
      if (toHer().length > 0) first.signal("SIGKILL");
    });
    await invite(there, "carla@example.com", "User").catch(() => undefined);
    await first.ended;
    expect(toHer()).toHaveLength(1);

    running = await start();
    await there.waitFor(async () => ((await dueDeliveries(folder)).length === 0 ? true : null), {
      what: "every delivery to come to an end",
      timeoutMs: 60_000,
    });
    running.signal("SIGTERM");
    await running.ended;
    expect(toHer()).toHaveLength(1);
    expect(await auditVerify(folder)).toMatch(CLEAN);
  });
});
