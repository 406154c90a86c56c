// Asks a deployment's prediction address. It is somebody else's server: it gets ten seconds, no redirect, and a bounded answer.
import { z } from "zod";

const LIMIT_MS = 10_000;
const LONGEST_ANSWER = 256 * 1024;

export type Prediction =
  | {
      readonly ok: true;
      /** The first prediction in words, where the answer has the usual shape; null: it has another. */
      readonly headline: string | null;
      /** As it came, cut; foreign. */
      readonly text: string;
    }
  | { readonly ok: false; readonly sentence: string };

const usual = z.object({
  data: z.array(z.object({ prediction: z.union([z.string(), z.number()]) })).min(1),
});

function headlineOf(text: string): string | null {
  try {
    const parsed = usual.safeParse(JSON.parse(text));
    const [first] = parsed.success ? parsed.data.data : [];
    return first === undefined ? null : String(first.prediction).slice(0, 200);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Reads at most `LONGEST_ANSWER` bytes and lets the rest go. */
async function textOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    text += decoder.decode(value, { stream: true });
    if (length <= LONGEST_ANSWER) continue;
    await reader.cancel();
    return `${text.slice(0, LONGEST_ANSWER)}…`;
  }
}

/** `address` is one that `predictionAddress` let through. Never throws for what the other side does. */
export async function predict(
  address: string,
  body: { readonly type: "application/json" | "text/csv"; readonly text: string },
  limitMs: number = LIMIT_MS,
): Promise<Prediction> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": `${body.type}; charset=utf-8`, accept: "application/json" },
      body: body.text,
      redirect: "manual",
      signal: AbortSignal.timeout(limitMs),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return { ok: false, sentence: "The prediction address redirects elsewhere, which is not followed." };
    }
    const text = await textOf(response);
    if (!response.ok)
      return {
        ok: false,
        sentence: `The prediction address answered ${response.status}: ${text.slice(0, 500)}`,
      };
    return { ok: true, headline: headlineOf(text), text };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    if (!late && !(error instanceof TypeError)) throw error;
    return {
      ok: false,
      sentence: late
        ? `The prediction address did not answer within ${limitMs / 1_000} s.`
        : "The prediction address cannot be reached.",
    };
  }
}
