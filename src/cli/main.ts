// Entry of the shell commands: `npm run pointsman -- <command>`.
import { parseArgs } from "node:util";
import { loadEnvFile, packageDir } from "../project.ts";
import { COMMANDS, helpText, type Shell } from "./commands.ts";

/** Runs one command and answers its exit code: 0 fine, 1 something is wrong, 2 the command was not understood. */
export async function runCommand(args: readonly string[], shell: Shell = processShell()): Promise<number> {
  if (args.length === 0 || ["--help", "-h", "help"].includes(args[0] ?? "")) {
    shell.out(helpText());
    return args.length === 0 ? 2 : 0;
  }
  const command = COMMANDS.find(({ name }) => {
    const words = name.split(" ");
    return words.every((word, index) => args[index] === word);
  });
  if (command === undefined) {
    shell.complain(`There is no command ${JSON.stringify(args.slice(0, 2).join(" "))}.\n\n${helpText()}`);
    return 2;
  }
  let options: Readonly<Record<string, string | boolean | undefined>>;
  try {
    options = parseArgs({
      args: args.slice(command.name.split(" ").length),
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (error) {
    shell.complain(`${error instanceof Error ? error.message : String(error)}\n\n${helpText()}`);
    return 2;
  }
  if (options.help === true) {
    shell.out(`${command.name} ${command.usage}`.trim());
    shell.out(command.help);
    return 0;
  }
  return await command.run(shell, options);
}

function processShell(): Shell {
  loadEnvFile();
  return {
    env: process.env,
    workingDir: process.cwd(),
    packageDir: packageDir(),
    out: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  };
}

if (import.meta.main) process.exitCode = await runCommand(process.argv.slice(2));
