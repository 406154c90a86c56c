// Looks at a real workspace and names what is missing, each with its fix. Changes nothing and posts nothing.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Secret } from "../config/secret.ts";
import type { PolicyFile, ReviewerSource, Rule } from "../requests/policy.ts";
import { callFailure, slackError } from "./call-failure.ts";
import { OPTIONAL_SCOPES, SCOPES } from "./manifest.ts";

export interface Finding {
  readonly severity: "fine" | "warning" | "mistake";
  /** What was found, one sentence. */
  readonly sentence: string;
  /** What to do about it; empty when it is fine. */
  readonly fix: string;
}

export interface DoctorSettings {
  /** Null: HTTP. */
  readonly appToken: Secret | null;
  /** Channel names without `#`, or ids. */
  readonly notifyChannel: string | null;
  readonly policy: PolicyFile;
}

const fine = (sentence: string): Finding => ({ severity: "fine", sentence, fix: "" });
const warning = (sentence: string, fix: string): Finding => ({ severity: "warning", sentence, fix });
const mistake = (sentence: string, fix: string): Finding => ({ severity: "mistake", sentence, fix });

const REINSTALL =
  "Compare the app's manifest with manifest.yml (or manifest.socket.yml) at https://api.slack.com/apps, then press Reinstall to Workspace.";

function reasonOf(error: unknown): string {
  const failure = callFailure(error);
  return failure.kind === "refused" ? `Slack answered ${failure.error}` : failure.reason;
}

const unanswered = (what: string, error: unknown): Finding => {
  const why = reasonOf(error);
  return warning(`${what} could not be checked: ${why}.`, "Run this again in a minute.");
};

const testAnswer = z.looseObject({
  team: z.string().nullish(),
  user: z.string().nullish(),
  response_metadata: z.looseObject({ scopes: z.array(z.string()).nullish() }).nullish(),
});

function scopeFindings(granted: readonly string[]): readonly Finding[] {
  const missing = Object.entries(SCOPES).filter(([scope]) => !granted.includes(scope));
  const optional = OPTIONAL_SCOPES.filter((scope) => !granted.includes(scope));
  return [
    ...missing.map(([scope, breaks]) => mistake(`The scope ${scope} is missing: ${breaks}.`, REINSTALL)),
    ...(missing.length === 0 ? [fine("All scopes of the manifest are granted.")] : []),
    ...(optional.length === 0
      ? []
      : [
          fine(
            `Without the optional ${optional.join(", ")} a review prompt whose answer was lost is sent again instead of being looked for.`,
          ),
        ]),
  ];
}

async function tokenFindings(client: WebClient): Promise<{ valid: boolean; findings: readonly Finding[] }> {
  try {
    const answer = testAnswer.parse(await client.auth.test());
    const scopes = answer.response_metadata?.scopes;
    return {
      valid: true,
      findings: [
        fine(`The bot token works: ${answer.user ?? "the bot"} in ${answer.team ?? "the workspace"}.`),
        ...(scopes
          ? scopeFindings(scopes)
          : [warning("Slack did not say which scopes are granted.", "Run this again in a minute.")]),
      ],
    };
  } catch (error) {
    const refused = slackError(error);
    return {
      valid: false,
      findings: [
        refused === null
          ? mistake(
              `Slack could not be reached, so nothing was checked: ${reasonOf(error)}.`,
              "Look at this computer's network, its proxy, and SLACK_API_URL if it is set; then run this again.",
            )
          : mistake(
              `Slack does not accept SLACK_BOT_TOKEN: ${refused}.`,
              "Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of the app; reinstall the app if it was removed.",
            ),
      ],
    };
  }
}

async function appTokenFindings(client: WebClient, appToken: Secret | null): Promise<readonly Finding[]> {
  if (appToken === null) return [];
  try {
    await client.apps.connections.open({ token: appToken.reveal() });
    return [fine("The app-level token opens Socket Mode connections.")];
  } catch (error) {
    const refused = slackError(error);
    if (refused === null) return [unanswered("SLACK_APP_TOKEN", error)];
    return [
      mistake(
        `Slack does not open Socket Mode with SLACK_APP_TOKEN: ${refused}.`,
        "Make an App-Level Token with connections:write under Basic Information, and switch Socket Mode on.",
      ),
    ];
  }
}

const channelShape = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  is_member: z.boolean().nullish(),
  is_private: z.boolean().nullish(),
  is_archived: z.boolean().nullish(),
  is_ext_shared: z.boolean().nullish(),
});
type Channel = z.output<typeof channelShape>;
const infoAnswer = z.looseObject({ channel: channelShape });
const listAnswer = z.looseObject({ channels: z.array(channelShape) });

const isChannelId = (text: string): boolean => /^[CG][A-Z0-9]{7,}$/.test(text);

async function findChannel(client: WebClient, channel: string): Promise<Channel | null> {
  if (isChannelId(channel)) {
    try {
      return infoAnswer.parse(await client.conversations.info({ channel })).channel;
    } catch (error) {
      if (slackError(error) === "channel_not_found") return null;
      throw error;
    }
  }
  const pages = client.paginate("conversations.list", {
    types: "public_channel,private_channel",
    exclude_archived: false,
    limit: 1000,
  });
  for await (const page of pages) {
    const found = listAnswer.parse(page).channels.find(({ name }) => name === channel.replace(/^#/, ""));
    if (found !== undefined) return found;
  }
  return null;
}

async function channelFindings(client: WebClient, channel: string): Promise<readonly Finding[]> {
  let found: Channel | null;
  try {
    found = await findChannel(client, channel);
  } catch (error) {
    return [unanswered(`The channel ${channel}`, error)];
  }
  if (found === null) {
    return [
      mistake(
        `There is no channel ${channel} that the bot can see, so notices for it reach nobody.`,
        "Create it; if it is private, invite the bot there. NOTIFY_CHANNEL and the policy file's routes take a name without # or an id.",
      ),
    ];
  }
  const name = found.name ?? found.id;
  if (found.is_archived)
    return [mistake(`The channel ${name} is archived.`, "Unarchive it, or name another one.")];
  if (found.is_private && !found.is_member) {
    return [mistake(`The bot is not in the private channel ${name}.`, "Invite the bot there.")];
  }
  if (found.is_ext_shared) {
    return [
      mistake(
        `The channel ${name} is shared with other companies, so nothing is posted there.`,
        "Name a channel of your own workspace.",
      ),
    ];
  }
  return [fine(`The channel ${name} can be posted to.`)];
}

const sourcesOf = (rule: Rule): readonly ReviewerSource[] =>
  rule.kind === "approvals" ? rule.from : rule.rules.flatMap(sourcesOf);

/** Groups and people that the policy file names, with the place to look at. */
function named(policy: PolicyFile): { groups: Map<string, string>; people: Map<string, string> } {
  const groups = new Map<string, string>();
  const people = new Map<string, string>();
  for (const [list, where] of [
    [policy.administrators, "administrators"],
    [policy.mlopsAdministrators, "mlopsAdministrators"],
  ] as const) {
    for (const group of list.groups) groups.set(group, where);
    for (const person of list.people) people.set(person, where);
  }
  for (const { id, rule, when } of policy.policies) {
    const where = `the policy ${id}`;
    for (const group of when.requesterGroups ?? []) groups.set(group, where);
    for (const source of sourcesOf(rule)) {
      if (source.kind === "group") groups.set(source.group, where);
      if (source.kind === "person") people.set(source.email, where);
    }
  }
  return { groups, people };
}

const groupsAnswer = z.looseObject({
  usergroups: z.array(
    z.looseObject({
      handle: z.string().nullish(),
      date_delete: z.number().nullish(),
      user_count: z.union([z.string(), z.number()]).nullish(),
      users: z.array(z.string()).nullish(),
    }),
  ),
});

async function groupFindings(client: WebClient, groups: Map<string, string>): Promise<readonly Finding[]> {
  if (groups.size === 0) return [];
  let known: z.output<typeof groupsAnswer>["usergroups"];
  try {
    known = groupsAnswer.parse(
      await client.usergroups.list({ include_users: true, include_disabled: true }),
    ).usergroups;
  } catch (error) {
    return [unanswered("The user groups of the policy file", error)];
  }
  return [...groups].map(([handle, where]) => {
    const group = known.find((each) => each.handle?.toLowerCase() === handle.toLowerCase());
    const fix = `Create the user group (paid plans only) and put people in it, or change ${where} in the policy file.`;
    if (group === undefined) return mistake(`There is no user group @${handle}, which ${where} names.`, fix);
    if (group.date_delete)
      return mistake(`The user group @${handle}, which ${where} names, is disabled.`, fix);
    if ((group.users ?? []).length === 0)
      return mistake(`Nobody is in the user group @${handle}, which ${where} names.`, fix);
    return fine(`The user group @${handle} has ${group.users?.length} members.`);
  });
}

async function personFinding(client: WebClient, email: string, where: string): Promise<Finding> {
  try {
    await client.users.lookupByEmail({ email });
    return fine(`${email} is somebody in this workspace.`);
  } catch (error) {
    if (slackError(error) !== "users_not_found") return unanswered(email, error);
    return mistake(
      `Nobody in this workspace has the email ${email}, which ${where} names.`,
      `Correct the address, or take it out of ${where} in the policy file.`,
    );
  }
}

/** Reads only. One finding at least; `mistake` means that something of what was asked for cannot work. */
export async function diagnose(settings: DoctorSettings, webClient: WebClient): Promise<readonly Finding[]> {
  const token = await tokenFindings(webClient);
  const socket = await appTokenFindings(webClient, settings.appToken);
  // With a token that Slack refuses every other question is refused too.
  if (!token.valid) return [...token.findings, ...socket];
  const { groups, people } = named(settings.policy);
  const channels = new Set([
    ...(settings.notifyChannel === null ? [] : [settings.notifyChannel]),
    ...settings.policy.routes.map(({ channel }) => channel),
  ]);
  const findings: Finding[] = [...token.findings, ...socket];
  if (channels.size === 0) {
    findings.push(
      warning(
        "No channel is told about replacements.",
        "Set NOTIFY_CHANNEL, or add routes to the policy file.",
      ),
    );
  }
  for (const channel of channels) findings.push(...(await channelFindings(webClient, channel)));
  findings.push(...(await groupFindings(webClient, groups)));
  for (const [email, where] of people) findings.push(await personFinding(webClient, email, where));
  const { administrators } = settings.policy;
  if (administrators.people.length === 0 && administrators.groups.length === 0) {
    findings.push(
      warning(
        "The policy file names no administrators: nobody may adopt the sample fleet or settle what is unknown, except Owners.",
        "Add administrators to the policy file.",
      ),
    );
  }
  return findings;
}
