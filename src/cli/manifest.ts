import { readValues } from "../config.ts";
import { manifestText } from "../slack/manifest.ts";
import type { Shell } from "./commands.ts";

/** Needs no tokens: the app does not exist yet. */
export async function printManifest(
  shell: Shell,
  options: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number> {
  const { values, mistakes } = readValues(shell.env);
  const mattering = mistakes.filter((mistake) =>
    /^(COMMAND_PREFIX|ENVIRONMENT_NAME|PUBLIC_URL):/.test(mistake),
  );
  if (mattering.length > 0) {
    for (const mistake of mattering) shell.complain(mistake);
    return 1;
  }
  const settings = {
    commandPrefix: values.COMMAND_PREFIX ?? "",
    environmentName: values.ENVIRONMENT_NAME ?? null,
    ...(values.PUBLIC_URL === undefined ? {} : { publicUrl: values.PUBLIC_URL.href }),
  };
  shell.out(manifestText(options.socket === true ? "socket" : "http", settings).trimEnd());
  return 0;
}
