import { type Config, readConfig } from "../config.ts";
import { readTextFile } from "../project.ts";
import type { Shell } from "./commands.ts";
import { mailFinding } from "./mail-finding.ts";

/** Says each mistake; answers the config, or null when there is none. */
export function configOrComplain(shell: Shell): Config | null {
  const answer = readConfig(shell.env, { ...shell, readFile: readTextFile });
  if (answer.ok) return answer.config;
  for (const mistake of answer.mistakes) shell.complain(mistake);
  return null;
}

const SLACK_WORDS = {
  workspace: "the local workspace",
  http: "a real workspace, over HTTP",
  socket: "a real workspace, over Socket Mode",
} as const;

export async function checkConfig(shell: Shell): Promise<number> {
  const config = configOrComplain(shell);
  if (config === null) return 1;
  for (const warning of config.warnings) shell.complain(`Warning: ${warning}`);
  const { policies } = config.policy.rules;
  shell.out(`Slack: ${SLACK_WORDS[config.slack.mode]}`);
  shell.out(`Records: ${config.dataDir}`);
  shell.out(
    config.policy.path === null
      ? "Policies: no policy file, so nothing needs approval and nobody is an administrator"
      : `Policies: ${config.policy.path}, ${policies.length} ${policies.length === 1 ? "policy" : "policies"}`,
  );
  const mail = await mailFinding(config.mail);
  shell.out(`Mail: ${mail === null ? "none, SMTP_URL is not set" : mail.sentence}`);
  if (mail !== null && mail.fix !== "") shell.complain(mail.fix);
  if (mail?.severity === "mistake") return 1;
  shell.out("Nothing is wrong with the configuration.");
  return 0;
}
