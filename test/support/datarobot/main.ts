// `npm run fake-datarobot -- [port]`: the fake by itself, with the sample fleet and a token for each sample person.
import { startFakeDataRobot } from "./fake-datarobot.ts";

const given = process.argv[2] ?? "3002";
const port = Number(given);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`${given} is no port. Usage: npm run fake-datarobot -- [port]`);
  process.exit(2);
}

const fake = await startFakeDataRobot({ port, workMs: 2_000 });
console.log(`A DataRobot to try things out with: ${fake.url}`);
console.log(
  `Control below ${new URL(fake.url).origin}/__control/ with x-control-secret: ${fake.controlSecret}`,
);
console.log("Tokens:");
for (const [name, token] of Object.entries(fake.tokens)) console.log(`  ${name.padEnd(8)} ${token}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    fake.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  });
}
