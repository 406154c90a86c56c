// Plain JavaScript on purpose: it has to run on a Node that is too old to run the TypeScript sources.
const NEEDED = [24, 15];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    [
      `Pointsman needs Node ${NEEDED.join(".")} or later; this is Node ${process.versions.node} (${process.execPath}).`,
      "The project brings its own Node as a development dependency. If it is not used, its install step was skipped:",
      "  rm -rf node_modules && npm ci        (without --ignore-scripts)",
      "then run npm start, npm test or npm run <script> again.",
    ].join("\n"),
  );
  process.exit(1);
}
