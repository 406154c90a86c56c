import { createLog } from "../log.ts";
import type { Finding } from "../slack/doctor.ts";
import { configOrComplain } from "./check-config.ts";
import type { Shell } from "./commands.ts";
import { mailFinding } from "./mail-finding.ts";

const MARKS = { fine: "ok     ", warning: "warning", mistake: "MISTAKE" } as const;

/** 1 when something that was asked for cannot work. Loads Slack's packages only here: the other commands start faster. */
export async function doctor(shell: Shell): Promise<number> {
  const config = configOrComplain(shell);
  if (config === null) return 1;
  if (config.slack.mode === "workspace") {
    const mail = await mailFinding(config.mail);
    if (mail !== null) tell(shell, [mail]);
    shell.complain(
      "The doctor looks at a real Slack workspace: set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET first.",
    );
    return 1;
  }
  const [{ diagnose }, { webClients }] = await Promise.all([
    import("../slack/doctor.ts"),
    import("../slack/web-clients.ts"),
  ]);
  const clients = webClients({
    botToken: config.slack.botToken,
    apiUrl: config.slack.apiUrl,
    // The findings say what went wrong; the client's own complaints would only repeat it.
    log: createLog({ level: "fatal" }),
    // Nobody's modal waits for this.
    timeoutMs: { interactive: 10_000 },
  });
  const findings = await diagnose(
    {
      appToken: config.slack.mode === "socket" ? config.slack.appToken : null,
      notifyChannel: config.notifyChannel,
      policy: config.policy.rules,
    },
    clients.interactive,
  );
  const mail = await mailFinding(config.mail);
  return tell(shell, mail === null ? findings : [...findings, mail]);
}

function tell(shell: Shell, findings: readonly Finding[]): number {
  for (const { severity, sentence, fix } of findings) {
    shell.out(`${MARKS[severity]}  ${sentence}`);
    if (fix !== "") shell.out(`         ${fix}`);
  }
  return findings.some(({ severity }) => severity === "mistake") ? 1 : 0;
}
