// What the person at the terminal reads when the bot is up: where everything is, and what to do first.
import type { Config } from "../config.ts";

export interface BannerFacts {
  readonly config: Config;
  readonly addresses: { readonly bot: string; readonly workspace: string | null };
  /** The platform has no deployments. */
  readonly empty: boolean;
}

function policyLine({ policy }: Config): string {
  if (policy.origin === "none")
    return "Policies   none: nothing needs approval, nobody is an administrator (docs/policy-file.md)";
  const count = policy.rules.policies.length;
  const what = `${count} ${count === 1 ? "policy" : "policies"}`;
  return policy.origin === "sample"
    ? `Policies   the sample policy (${policy.path}), ${what}`
    : `Policies   ${policy.path}, ${what}`;
}

/** Commands that work as they stand, in this order. */
export function firstSteps(
  workspace: string,
  prefix: string,
): readonly { readonly what: string; readonly command: string }[] {
  const as = (name: string): string => `curl -s ${workspace}/control/as/${name}`;
  const post = (act: string, body: unknown): string =>
    `curl -s ${workspace}/control/${act} -d '${JSON.stringify(body)}'`;
  return [
    { what: "What Olivia sees", command: as("olivia") },
    {
      what: "She asks for the deployments",
      command: post("command", { as: "olivia", channel: "general", text: `/${prefix}deployments` }),
    },
    {
      what: "She replaces a model",
      command: post("command", {
        as: "olivia",
        channel: "general",
        text: `/${prefix}deployments replace card-default`,
      }),
    },
  ];
}

function workspaceLines(workspace: string, prefix: string): readonly string[] {
  return [
    `Workspace  ${workspace}`,
    "           Open it in a browser: a Slack of its own, for this computer only, with a tour of two minutes. Olivia and Otto",
    "           own deployments, Uma uses them, Ada and Ben review, Mona administers.",
    "",
    "Or in another terminal:",
    "",
    ...firstSteps(workspace, prefix).flatMap(({ what, command }) => [`  # ${what}`, `  ${command}`]),
    "",
    "The README goes on from here to an approved replacement.",
  ];
}

export function banner({ config, addresses, empty }: BannerFacts): string {
  const { workspace } = addresses;
  return [
    "",
    `Pointsman is up${config.environmentName === null ? "" : ` (${config.environmentName})`}.`,
    "",
    `Bot        ${addresses.bot} (/healthz, /readyz, /metrics)`,
    `Records    ${config.dataDir}`,
    policyLine(config),
    ...(workspace === null
      ? [
          config.slack.mode === "socket"
            ? "Slack      over Socket Mode"
            : "Slack      over HTTP, at /slack/events",
          ...(empty
            ? [
                "Registry   empty: an administrator of the policy file may adopt the sample fleet with",
                `           /${config.commandPrefix}deployments in Slack, or start with SAMPLE_FLEET=true`,
              ]
            : []),
        ]
      : workspaceLines(workspace, config.commandPrefix)),
    "",
    "Stop it with Ctrl-C: what is under way is finished first.",
    "",
  ].join("\n");
}
