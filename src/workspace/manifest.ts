// What the app's manifest allows: scopes, commands, events, Home and Messages tab. Without a manifest all is allowed.
import { parse } from "yaml";

export interface Grants {
  /** Bot scopes; null: no manifest, so all of them. */
  readonly scopes: readonly string[] | null;
  hasScope(scope: string): boolean;
  hasCommand(command: string): boolean;
  /** Commands of the manifest with description and hint, for completion. */
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly hint: string;
  }[];
  escapesMentions(command: string): boolean;
  hasShortcut(type: "global" | "message", callbackId: string): boolean;
  /** Shortcuts of the manifest, for the menus that offer them. */
  readonly shortcuts: readonly {
    readonly type: "global" | "message";
    readonly callbackId: string;
    readonly name: string;
    readonly description: string;
  }[];
  hearsEvent(type: string): boolean;
  readonly homeTab: boolean;
  readonly messagesTab: boolean;
  /** Can people type in the direct message with the bot: commands and messages? */
  readonly messagesTabWritable: boolean;
  readonly interactivity: boolean;
  readonly unfurlDomains: readonly string[] | null;
}

interface Manifest {
  readonly features?: {
    readonly app_home?: {
      readonly home_tab_enabled?: boolean;
      readonly messages_tab_enabled?: boolean;
      readonly messages_tab_read_only_enabled?: boolean;
    };
    readonly shortcuts?: readonly {
      readonly name: string;
      readonly type: "global" | "message";
      readonly callback_id: string;
      readonly description?: string;
    }[];
    readonly slash_commands?: readonly {
      readonly command: string;
      readonly description?: string;
      readonly usage_hint?: string;
      readonly should_escape?: boolean;
    }[];
    readonly unfurl_domains?: readonly string[];
  };
  readonly oauth_config?: {
    readonly scopes?: { readonly bot?: readonly string[]; readonly bot_optional?: readonly string[] };
  };
  readonly settings?: {
    readonly interactivity?: { readonly is_enabled?: boolean };
    readonly event_subscriptions?: { readonly bot_events?: readonly string[] };
  };
}

/** `yaml` is the text of a manifest file (JSON is YAML too); null: everything is allowed. */
export function grantsOf(yaml: string | null): Grants {
  if (yaml === null) {
    return {
      scopes: null,
      hasScope: () => true,
      hasCommand: () => true,
      commands: [],
      escapesMentions: () => false,
      hasShortcut: () => true,
      shortcuts: [],
      hearsEvent: () => true,
      homeTab: true,
      messagesTab: true,
      messagesTabWritable: true,
      interactivity: true,
      unfurlDomains: null,
    };
  }
  const manifest = parse(yaml) as Manifest;
  const bot = manifest.oauth_config?.scopes;
  const scopes = [...(bot?.bot ?? []), ...(bot?.bot_optional ?? [])];
  const home = manifest.features?.app_home;
  const commands = manifest.features?.slash_commands ?? [];
  const shortcuts = manifest.features?.shortcuts ?? [];
  const events = manifest.settings?.event_subscriptions?.bot_events ?? [];
  return {
    scopes,
    hasScope: (scope) => scopes.includes(scope),
    hasCommand: (command) => commands.some((one) => one.command === command),
    commands: commands.map((one) => ({
      command: one.command,
      description: one.description ?? "",
      hint: one.usage_hint ?? "",
    })),
    escapesMentions: (command) =>
      commands.some((one) => one.command === command && one.should_escape === true),
    hasShortcut: (type, callbackId) =>
      shortcuts.some((one) => one.type === type && one.callback_id === callbackId),
    shortcuts: shortcuts.map((one) => ({
      type: one.type,
      callbackId: one.callback_id,
      name: one.name,
      description: one.description ?? "",
    })),
    hearsEvent: (type) => events.includes(type),
    homeTab: home?.home_tab_enabled === true,
    messagesTab: home?.messages_tab_enabled === true,
    messagesTabWritable: home?.messages_tab_enabled === true && home.messages_tab_read_only_enabled !== true,
    interactivity: manifest.settings?.interactivity?.is_enabled === true,
    unfurlDomains: manifest.features?.unfurl_domains ?? [],
  };
}
