#!/usr/bin/env node
// The command `pointsman` where the package is linked; plain JavaScript, so that a Node that is too old is told so.
import "./require-node.mjs";

const { runCommand } = await import("../src/cli/main.ts");
process.exitCode = await runCommand(process.argv.slice(2));
