// The app's manifest, for HTTP and for Socket Mode from one source; `manifest.yml` and `manifest.socket.yml` are its text.

import type { AppsManifestCreateArguments } from "@slack/web-api";
import { stringify } from "yaml";
import type { CommandWords } from "../operations/dependencies.ts";

export const COMMANDS = {
  deployments: {
    word: "deployments",
    description: "Look at deployments and run their actions",
    usageHint: "[name] | replace <name> | rollback <name> | history <name> | help",
  },
  approvals: {
    word: "approvals",
    description: "What waits for your approval, and what you asked for",
    usageHint: "",
  },
} as const;
export type CommandName = keyof typeof COMMANDS;

/** `/deployments`, or `/dev-deployments` where two installs are told apart. */
/** Both as they are installed. */
export const commandWords = (prefix: string): CommandWords => ({
  deployments: commandWord("deployments", prefix),
  approvals: commandWord("approvals", prefix),
});

export const commandWord = (name: CommandName, prefix: string): string => `/${prefix}${COMMANDS[name].word}`;

/** What each scope is for: the doctor says what breaks without it. */
export const SCOPES = {
  commands: "slash commands do not arrive",
  "chat:write": "no card, prompt or notice can be posted",
  "chat:write.public": "notices reach only channels that the bot was invited to",
  "im:write": "nobody can be told by direct message",
  "users:read": "nobody can be recognised, so everything is refused",
  "users:read.email": "nobody's email is known, so everything is refused",
  "usergroups:read": "reviewers and administrators that are named by user group are not found",
  "channels:read": "public channels cannot be checked before something is posted there",
  "groups:read": "private channels cannot be checked before something is posted there",
  "files:write": "long check lists and evidence files cannot be sent",
  "links:read": "links to deployments stay links",
  "links:write": "links to deployments stay links",
  "app_mentions:read": "mentions of the bot, so all of its use in threads, stay without an answer",
} as const;

/** Wanted, but everything works without: with them a message whose answer was lost is looked for before it is sent again. */
export const OPTIONAL_SCOPES = ["channels:history", "groups:history", "im:history"] as const;

/** Each is handled in `handlers/events.ts`; what is not handled is not asked for. */
export const BOT_EVENTS = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "channel_shared",
  "channel_unshared",
  "link_shared",
  "subteam_members_changed",
  "subteam_updated",
  "tokens_revoked",
  "user_change",
] as const;
export type BotEvent = (typeof BOT_EVENTS)[number];

export const SLACK_PATH = "/slack/events";

type Manifest = AppsManifestCreateArguments["manifest"];

export interface ManifestSettings {
  /** Null: Socket Mode. Otherwise the bot's public address, without the path. */
  readonly publicUrl: string | null;
  /** Host of the addresses whose links the app hears of; null: none. In Socket Mode the bot may have such an address as well. */
  readonly unfurlDomain: string | null;
  readonly commandPrefix: string;
  readonly environmentName: string | null;
}

export function manifest({
  publicUrl,
  unfurlDomain,
  commandPrefix,
  environmentName,
}: ManifestSettings): Manifest {
  const url = publicUrl === null ? null : new URL(SLACK_PATH, publicUrl).href;
  const name = environmentName === null ? "Pointsman" : `Pointsman ${environmentName}`;
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: name.slice(0, 35).trim(),
      description: "Run ML deployments from Slack: replace, approve, roll back.",
      long_description:
        "Look at your ML deployments, replace their models, approve what others want to change, and go back when something " +
        "is on fire, without leaving Slack. Every change is checked before it happens, approved where your policy says so, " +
        "told to those it concerns after it has happened, and kept in an audit trail.",
      background_color: "#1f3a5f",
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: `${commandPrefix}pointsman`, always_online: true },
      slash_commands: (Object.keys(COMMANDS) as CommandName[]).map((command) => ({
        command: commandWord(command, commandPrefix),
        description: COMMANDS[command].description,
        ...(COMMANDS[command].usageHint === "" ? {} : { usage_hint: COMMANDS[command].usageHint }),
        should_escape: true,
        ...(url === null ? {} : { url }),
      })),
      ...(unfurlDomain === null ? {} : { unfurl_domains: [unfurlDomain] }),
    },
    oauth_config: {
      scopes: {
        bot: Object.keys(SCOPES) as (keyof typeof SCOPES)[],
        bot_optional: [...OPTIONAL_SCOPES],
      },
    },
    settings: {
      event_subscriptions: {
        ...(url === null ? {} : { request_url: url }),
        bot_events: [...BOT_EVENTS],
      },
      interactivity: {
        is_enabled: true,
        ...(url === null ? {} : { request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: url === null,
      token_rotation_enabled: false,
    },
  };
}

const HEADS = {
  http:
    " The Slack app of Pointsman over HTTP. Replace `pointsman.example.com` with the address under which Slack reaches the\n" +
    " bot, then paste this at https://api.slack.com/apps (Create New App, From a manifest). Generated by src/slack/manifest.ts.",
  socket:
    " The Slack app of Pointsman in Socket Mode: no public address needed. Paste this at https://api.slack.com/apps\n" +
    " (Create New App, From a manifest), then make an app-level token with `connections:write`. Generated by src/slack/manifest.ts.",
};

interface TextSettings {
  readonly commandPrefix?: string;
  readonly environmentName?: string | null;
  /** Absent: an example over HTTP, none in Socket Mode. */
  readonly publicUrl?: string;
  /** Absent: the host of the public address. */
  readonly unfurlDomain?: string;
}

/** Text of the manifest files as they are kept beside package.json. */
export function manifestText(mode: "http" | "socket", settings?: TextSettings): string {
  const publicUrl = settings?.publicUrl ?? (mode === "http" ? "https://pointsman.example.com" : null);
  const head = HEADS[mode]
    .split("\n")
    .map((line) => `#${line}`)
    .join("\n");
  const made = manifest({
    commandPrefix: settings?.commandPrefix ?? "",
    environmentName: settings?.environmentName ?? null,
    publicUrl: mode === "socket" ? null : publicUrl,
    unfurlDomain: settings?.unfurlDomain ?? (publicUrl === null ? null : new URL(publicUrl).hostname),
  });
  return `${head}\n${stringify(made, { lineWidth: 110 })}`;
}
