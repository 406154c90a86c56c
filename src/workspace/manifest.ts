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
  hearsEvent(type: string): boolean;
  readonly homeTab: boolean;
  readonly messagesTab: boolean;
  readonly interactivity: boolean;
  readonly unfurlDomains: readonly string[] | null;
}

interface Manifest {
  readonly features?: {
    readonly app_home?: { readonly home_tab_enabled?: boolean; readonly messages_tab_enabled?: boolean };
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
      hearsEvent: () => true,
      homeTab: true,
      messagesTab: true,
      interactivity: true,
      unfurlDomains: null,
    };
  }
  const manifest = parse(yaml) as Manifest;
  const bot = manifest.oauth_config?.scopes;
  const scopes = [...(bot?.bot ?? []), ...(bot?.bot_optional ?? [])];
  const commands = manifest.features?.slash_commands ?? [];
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
    hearsEvent: (type) => events.includes(type),
    homeTab: manifest.features?.app_home?.home_tab_enabled === true,
    messagesTab: manifest.features?.app_home?.messages_tab_enabled === true,
    interactivity: manifest.settings?.interactivity?.is_enabled === true,
    unfurlDomains: manifest.features?.unfurl_domains ?? [],
  };
}
