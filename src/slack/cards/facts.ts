// Facts of a request as cards word them: one line, with its times on the reader's clock.
import { date, join, type Mrkdwn, md, name, sentence } from "../../block-kit/text.ts";
import type { FactLine } from "../../requests/request.ts";

/** What a fact says, with its times in the reader's zone. `limit` is for what has none. */
export const factWords = ({ value, moments }: FactLine, limit?: number): Mrkdwn =>
  moments === undefined
    ? md`${limit === undefined ? value : name(value, limit)}`
    : join(
        moments.map((part) => (typeof part === "number" ? date(part) : md`${part}`)),
        " ",
      );

/** The same as a sentence. */
export const factSentence = (fact: FactLine, limit?: number): Mrkdwn =>
  fact.moments === undefined ? md`${sentence(fact.value, limit)}` : md`${factWords(fact)}.`;
