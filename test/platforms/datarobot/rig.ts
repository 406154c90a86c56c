// Single answers of DataRobot for tests: scripted ones by nock, broken connections by a server of our own on loopback.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { afterEach, beforeAll } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import {
  type Client,
  type ClientParts,
  createDataRobotClient,
} from "../../../src/platforms/datarobot/client.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";

export const HOST = "https://app.datarobot.test";
export const BASE = "/api/v2";
export const TOKEN = new Secret("a-token-of-somebody");

export interface Warned {
  readonly event: string;
  readonly fields: object;
}

export interface ClientRig {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly warned: readonly Warned[];
  /** Milliseconds of every pause before a repetition; none is really waited for. */
  readonly pauses: readonly number[];
}

export function clientRig(parts: Partial<ClientParts> = {}): ClientRig {
  const clock = fakeClock();
  const warned: Warned[] = [];
  const pauses: number[] = [];
  const client = createDataRobotClient({
    endpoint: new URL(`${HOST}${BASE}`),
    clock,
    log: { warn: (fields, event) => warned.push({ event, fields }) },
    wait: async (ms) => {
      pauses.push(ms);
      clock.advance(ms);
    },
    ...parts,
  });
  return { client, clock, warned, pauses };
}

/** One scripted answer after another; whatever is not scripted is an error, not a call. */
export const scripted = (): nock.Scope => nock(HOST);

/** To be called at the top of a test file. */
export function onlyScriptedAnswers(): void {
  beforeAll(() => {
    nock.disableNetConnect();
    nock.enableNetConnect(/^127\.0\.0\.1/);
  });
  afterEach(async () => {
    nock.cleanAll();
    await Promise.all(
      servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  });
}

const servers: Server[] = [];

/** A server that misbehaves as it is told to; its endpoint. */
export async function serverThat(answers: RequestListener): Promise<URL> {
  const server = createServer(answers);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`);
}

/** An endpoint at which nobody listens. */
export async function closedEndpoint(): Promise<URL> {
  const endpoint = await serverThat(() => undefined);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return endpoint;
}
