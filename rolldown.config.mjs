// The production bundle: dist/main.mjs (the bot) and dist/cli.mjs (its commands), with every package inside. What draws pictures is
// machine code, which no bundle can hold: it stands beside it, with its font.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { defineConfig } from "rolldown";
import { joinedSheet } from "./src/workspace/page-sheet.ts";

export default defineConfig([
  {
    input: { main: "src/main.ts", cli: "src/cli/main.ts" },
    platform: "node",
    // Only the sources bundle the workspace's page, when it is first asked for; the build does it here.
    external: ["rolldown", "@resvg/resvg-js"],
    output: {
      dir: "dist",
      format: "esm",
      cleanDir: true,
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name]-[hash].mjs",
    },
    plugins: [
      {
        name: "pictures",
        writeBundle() {
          cpSync("node_modules/@resvg", "dist/node_modules/@resvg", { recursive: true });
          cpSync("src/slack/pictures/fonts", "dist/fonts", { recursive: true });
        },
      },
    ],
  },
  {
    input: { app: "src/workspace/page/app.tsx" },
    platform: "browser",
    output: { dir: "dist/workspace-page", format: "esm", entryFileNames: "[name].js", minify: true },
    plugins: [
      {
        name: "sheet",
        async buildEnd() {
          mkdirSync("dist/workspace-page", { recursive: true });
          writeFileSync("dist/workspace-page/app.css", await joinedSheet("src/workspace/page/app.css"));
        },
      },
    ],
  },
]);
