// A person with a token, for tests of the fake: plain `fetch`, redirects not followed.
import type { FakeDataRobot } from "./fake-datarobot.ts";
import type { PersonName } from "./sample-people.ts";

/** What the tests name of answers; which of it an answer has, they state by looking. */
export interface Wire {
  readonly data: readonly Wire[];
  readonly count: number;
  readonly totalCount: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly message: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly status: string;
  readonly active: boolean;
  readonly importance: string;
  readonly reason: string | null;
  readonly role: string;
  readonly username: string;
  readonly email: string;
  readonly policyId: string | null;
  readonly changeVersionId: string;
  readonly openRequests: number;
  readonly numApprovalsRequired: number;
  readonly registeredModelVersion: number;
  readonly value: number;
  readonly timestamp: string;
  readonly level: string;
  readonly members: readonly Wire[];
  readonly buckets: readonly Wire[];
  readonly runtimeParameters: readonly object[];
  readonly checks: Readonly<Record<string, { readonly status: string; readonly message: string }>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly metrics: Readonly<Record<string, Wire>>;
  readonly predictionIntervals: object;
  readonly diff: object;
  readonly userOperations: object;
  readonly model: { readonly customModelImage: { readonly customModelVersionId: string } };
  readonly modelPackage: { readonly id: string; readonly name: string };
  readonly latestVersion: Wire;
  readonly trigger: { readonly entityType: string };
  readonly scoringCodeInitialDownload: { readonly timestamp: string };
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Nothing in it where the answer is no JSON. */
  readonly json: Wire;
}

type Ask = (path: string, body?: unknown) => Promise<Got>;
export interface Person {
  readonly get: Ask;
  readonly post: Ask;
  readonly patch: Ask;
  readonly put: Ask;
  readonly delete: Ask;
  /** Sends exactly this. */
  readonly send: (method: string, path: string, init: RequestInit) => Promise<Got>;
}

/** `path` below `/api/v2`, or a whole address. */
export function person(fake: FakeDataRobot, name: PersonName, scheme = "Bearer"): Person {
  const send = async (method: string, path: string, init: RequestInit): Promise<Got> => {
    const answer = await fetch(path.startsWith("http") ? path : `${fake.url}${path}`, {
      method,
      redirect: "manual",
      ...init,
      headers: { authorization: `${scheme} ${fake.tokens[name]}`, ...init.headers },
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type") === "application/json";
    const json = (isJson ? JSON.parse(text) : {}) as Wire;
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const by =
    (method: string): Ask =>
    (path, body) =>
      send(
        method,
        path,
        body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
      );
  return { get: by("GET"), post: by("POST"), patch: by("PATCH"), put: by("PUT"), delete: by("DELETE"), send };
}
