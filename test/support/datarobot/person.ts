// A person with a token, for tests of the fake: plain `fetch`, redirects not followed.
import type { FakeDataRobot } from "./fake-datarobot.ts";
import type { PersonName } from "./sample-people.ts";

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Null: no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape they state by looking.
  readonly json: any;
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
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : null };
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
