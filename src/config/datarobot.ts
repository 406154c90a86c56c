// Where DataRobot is, and what it is asked with. Reference: DataRobot API, section 2.
import { z } from "zod";
import { isProtected } from "../deployments/addresses.ts";
import { Secret } from "./secret.ts";

/** How an application is created there; DataRobot has no call that does for every deployment what its page does (reference section 5). */
export type ApplicationStrategy =
  | { readonly kind: "none" }
  /** `type` null: the call is made without one. */
  | { readonly kind: "no-code"; readonly type: string | null }
  | { readonly kind: "question-answering" }
  | { readonly kind: "template"; readonly template: string };

export interface DataRobotConfig {
  /** Without a slash at its end, for example `https://app.datarobot.com/api/v2`. */
  readonly endpoint: URL;
  readonly token: Secret;
  readonly applications: ApplicationStrategy;
}

/** A token in clear text over a network is everybody's, and an address without `/api/v2` is the page for people. */
export const endpoint = z.string().transform((text, context) => {
  const say = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (!URL.canParse(text)) return say("must be an address such as `https://app.datarobot.com/api/v2`");
  const url = new URL(text);
  if (!isProtected(url)) return say("must start with `https://`; `http://` only for this computer");
  if (url.username !== "" || url.password !== "") return say("must hold no user and no password");
  if (url.search !== "" || url.hash !== "") return say("must hold no `?` and no `#`");
  url.pathname = url.pathname.replace(/\/+$/, "");
  if (!url.pathname.endsWith("/api/v2")) return say("must end in `/api/v2`");
  return url;
});

/** What no header takes is not sent, and the library that refuses it prints it. */
export const apiToken = z
  .string()
  .regex(/^[\x21-\x7e]+$/, { error: "must be one key, without blanks or line breaks" })
  .transform((value) => new Secret(value));

const ID = /^[0-9a-f]{24}$/;

export const applicationStrategy = z.string().transform((text, context): ApplicationStrategy => {
  const [kind, id, ...more] = text.split(":");
  const known = id === undefined || ID.test(id);
  if (more.length === 0 && known) {
    if (kind === "no-code") return { kind, type: id ?? null };
    if (kind === "question-answering" && id === undefined) return { kind };
    if (kind === "template" && id !== undefined) return { kind, template: id };
  }
  context.addIssue({
    code: "custom",
    message:
      "must be `no-code`, `no-code:<application type id>`, `question-answering` or `template:<custom template id>`",
  });
  return z.NEVER;
});
