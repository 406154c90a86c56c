// The production bundle: dist/main.mjs (the bot) and dist/cli.mjs (its commands), with every package inside.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { main: "src/main.ts", cli: "src/cli/main.ts" },
  platform: "node",
  output: {
    dir: "dist",
    format: "esm",
    cleanDir: true,
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  },
});
