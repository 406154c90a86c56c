// `npm run fake-datarobot -- [port] [--deployments n] [--latency ms]`: the fake by itself, with a token for each sample person.
import { parseArgs } from "node:util";
import { startFakeDataRobot } from "./fake-datarobot.ts";

const USAGE = "Usage: npm run fake-datarobot -- [port] [--deployments n] [--latency ms]";
const DEFAULT_PORT = "3002";
/** Slow enough to see a deployment on its way. */
const WORK_MS = 2_000;

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function whole(name: string, text: string, most: number): number {
  const number = Number(text);
  return /^\d+$/.test(text) && number <= most ? number : refuse(`${text} is no ${name}. ${USAGE}`);
}

function given() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { deployments: { type: "string", default: "0" }, latency: { type: "string", default: "0" } },
    });
    return {
      port: whole("port", positionals[0] ?? DEFAULT_PORT, 65_535),
      deployments: whole("number of deployments", values.deployments, 100_000),
      latencyMs: whole("number of milliseconds", values.latency, 60_000),
    };
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : error} ${USAGE}`);
  }
}

const options = given();
const fake = await startFakeDataRobot({ ...options, workMs: WORK_MS }).catch((error: unknown) =>
  refuse(`It cannot listen on port ${options.port}: ${error instanceof Error ? error.message : error}`),
);
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
