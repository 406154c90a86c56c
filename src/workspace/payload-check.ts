// The payload check as Slack's refusals: which error name a problem gets depends on what was called.
import type { Problem } from "../block-kit/check.ts";
import type { Context } from "./context.ts";
import { isRecord } from "./elements.ts";

export interface Refusal {
  readonly error: string;
  readonly response_metadata?: { readonly messages: string[] };
}

// The schema compiler takes a quarter of a second to load and compile: not before the first payload.
const check = () => import("../block-kit/check.ts");

/** Loads and compiles ahead of the first payload, so that no trigger has to wait for it. */
export async function warmUp(): Promise<void> {
  const { checkMessage } = await check();
  checkMessage({ text: "-", blocks: [{ type: "divider" }] });
}

/** Problems that Slack names by their own error instead of `invalid_blocks`. */
const OWN_NAMES = ["no_text", "msg_blocks_too_long", "metadata_too_large", "only_one_table_allowed"];

/** Null: Slack would take this message. `post` cuts a long text, `update` refuses it. */
export async function refusalOfMessage(
  context: Context,
  payload: Record<string, unknown>,
  way: "post" | "update",
): Promise<Refusal | null> {
  const { checkMessage, slackMessages } = await check();
  const problems = checkMessage(payload, { fallbackText: context.settings.fallbackText }).filter(
    (problem) => way === "update" || problem.code !== "msg_too_long",
  );
  problems.push(...strangeFiles(context, payload));
  const first = problems[0];
  if (first === undefined) return null;
  const error = nameOf(problems);
  context.log.warn("workspace.payload-refused", { error, problems });
  return { error, response_metadata: { messages: slackMessages(problems) } };
}

const PICTURES = ["image/png", "image/jpeg", "image/gif"];

/** Pictures in blocks that are no uploaded picture (reference: the Slack file object). Each is looked for by id or address. */
function strangeFiles(context: Context, payload: unknown, path = ""): Problem[] {
  if (Array.isArray(payload)) {
    return payload.flatMap((each, at) => strangeFiles(context, each, `${path}/${at}`));
  }
  if (!isRecord(payload)) return [];
  const inside = Object.entries(payload).flatMap(([key, value]) =>
    strangeFiles(context, value, `${path}/${key}`),
  );
  const { slack_file: wanted } = payload;
  if (payload.type !== "image" || !isRecord(wanted)) return inside;
  const file = [...context.state.files.values()].find(
    ({ id, url_private, permalink }) =>
      wanted.id === id || (typeof wanted.url === "string" && [url_private, permalink].includes(wanted.url)),
  );
  const shown =
    file !== undefined && PICTURES.includes(file.mimetype) && !("id" in wanted && "url" in wanted);
  const problem = { path: `${path}/slack_file`, code: "slack_file", message: "invalid slack file" };
  return shown ? inside : [...inside, problem];
}

function nameOf(problems: readonly Problem[]): string {
  const named = problems.find(
    (problem) => OWN_NAMES.includes(problem.code) || problem.code === "msg_too_long",
  );
  const blocks = problems.some((problem) => problem.path.startsWith("/blocks") && problem !== named);
  if (named && !blocks) return named.code;
  if (problems.every((problem) => problem.path.startsWith("/metadata"))) return "invalid_metadata_format";
  return "invalid_blocks";
}

/** Slack refuses views of more bytes. */
const LARGEST_VIEW = 250_000;

/** Null: Slack would take this view. */
export async function refusalOfView(
  context: Context,
  view: unknown,
  type: "modal" | "home" | null,
): Promise<Refusal | null> {
  const { checkView, slackMessages } = await check();
  if (JSON.stringify(view ?? null).length > LARGEST_VIEW) return { error: "view_too_large" };
  const problems = [...checkView(view)];
  const given = typeof view === "object" && view !== null && "type" in view ? view.type : undefined;
  if (type !== null && given !== type) {
    problems.push({ path: "/type", code: "shape", message: `must be ${type}` });
  }
  problems.push(...strangeFiles(context, view));
  if (problems.length === 0) return null;
  context.log.warn("workspace.payload-refused", { error: "invalid_arguments", problems });
  return { error: "invalid_arguments", response_metadata: { messages: slackMessages(problems, "/view") } };
}

/** What is wrong with loaded options, in one sentence each; none: they are shown. */
export async function refusalOfOptions(answer: unknown): Promise<string[]> {
  const { checkOptions, slackMessages } = await check();
  return slackMessages(checkOptions(answer));
}
