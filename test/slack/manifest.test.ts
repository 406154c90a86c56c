import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { EVENTS } from "../../src/slack/handlers/events.ts";
import {
  BOT_EVENTS,
  COMMANDS,
  commandWord,
  manifest,
  manifestText,
  SCOPES,
  SLACK_PATH,
} from "../../src/slack/manifest.ts";
import { textOf } from "../support/source-files.ts";

const files = { http: textOf("manifest.yml"), socket: textOf("manifest.socket.yml") } as const;
const plain = { commandPrefix: "", environmentName: null };

describe.each(["http", "socket"] as const)("the manifest for %s", (mode) => {
  const made = parse(files[mode]);

  it("is the one that the source makes: run `pointsman manifest` after a change", () => {
    expect(files[mode]).toBe(manifestText(mode));
  });

  it("registers every command of the bot", () => {
    const commands = Object.values(COMMANDS).map(({ word }) => `/${word}`);
    expect(made.features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(commands);
  });

  it("subscribes to every event that has a handler, and to no other", () => {
    const handled = [...Object.keys(EVENTS), "app_mention", "app_home_opened", "link_shared"];
    expect(made.settings.event_subscriptions.bot_events.toSorted()).toEqual(handled.toSorted());
    expect([...BOT_EVENTS]).toEqual(made.settings.event_subscriptions.bot_events);
  });

  it("asks for every scope whose absence the doctor can explain, and for history only as an option", () => {
    expect(made.oauth_config.scopes.bot).toEqual(Object.keys(SCOPES));
    expect(made.oauth_config.scopes.bot.join()).not.toContain("history");
    expect(made.oauth_config.scopes.bot_optional.join()).toContain("channels:history");
  });

  it("keeps Slack's limits", () => {
    expect(made.display_information.name.length).toBeLessThanOrEqual(35);
    expect(made.display_information.description.length).toBeLessThanOrEqual(140);
    expect(made.display_information.long_description.length).toBeGreaterThanOrEqual(175);
  });

  it("hears of links to the bot's own address, where it has one", () => {
    expect(made.features.unfurl_domains).toEqual(mode === "http" ? ["pointsman.example.com"] : undefined);
    const own = parse(manifestText(mode, { publicUrl: "https://bot.corp.example:8443/base" }));
    expect(own.features.unfurl_domains).toEqual(["bot.corp.example"]);
    expect(JSON.stringify(own.settings).includes("bot.corp.example")).toBe(mode === "http");
  });

  it("names addresses over HTTP and none in Socket Mode", () => {
    expect(made.settings.socket_mode_enabled).toBe(mode === "socket");
    expect(files[mode].includes(SLACK_PATH)).toBe(mode === "http");
  });
});

describe("two installs in one workspace", () => {
  it("have commands and names of their own", () => {
    const made = manifest({
      publicUrl: null,
      unfurlDomain: null,
      commandPrefix: "dev-",
      environmentName: "Staging",
    });
    expect(made.features?.slash_commands?.map(({ command }) => command)).toEqual([
      "/dev-deployments",
      "/dev-approvals",
    ]);
    expect(made.display_information.name).toBe("Pointsman Staging");
  });

  it("fit with the longest prefix that the configuration takes", () => {
    const made = manifest({ ...plain, publicUrl: null, unfurlDomain: null, commandPrefix: "a".repeat(16) });
    for (const { command } of made.features?.slash_commands ?? [])
      expect(command.length).toBeLessThanOrEqual(32);
    expect(commandWord("deployments", "dev-")).toBe("/dev-deployments");
  });
});
