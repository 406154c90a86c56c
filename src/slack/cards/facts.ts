// Facts of a request as cards word them: one line, with its times on the reader's clock.
import { date, join, type Mrkdwn, md, mention, name, sentence } from "../../block-kit/text.ts";
import type { FactLine } from "../../requests/request.ts";

/** What a fact says, with its times in the reader's zone. `limit` is for what has none. */
export const factWords = ({ value, pieces }: FactLine, limit?: number): Mrkdwn =>
  pieces === undefined
    ? md`${limit === undefined ? value : name(value, limit)}`
    : join(
        pieces.map((part) => {
          if (typeof part === "string") return md`${part}`;
          return typeof part === "number" ? date(part) : mention(part.slackUser);
        }),
        " ",
      );

/** The same as a sentence. */
export const factSentence = (fact: FactLine, limit?: number): Mrkdwn =>
  fact.pieces === undefined ? md`${sentence(fact.value, limit)}` : md`${factWords(fact)}.`;
