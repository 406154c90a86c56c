// What is asked for already, in the forms that ask for something: whoever comes second makes the other one out of date.
import type { KnownBlock } from "@slack/types";
import { wordsOf } from "../../actions/request-words.ts";
import { section } from "../../block-kit/blocks.ts";
import { listed, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import { type Person, samePerson } from "../../requests/person.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { change } from "../cards/request-parts.ts";
import { stateWords } from "../cards/state-words.ts";

const SHOWN = 3;

interface OpenRequests {
  /** Newest first. */
  readonly open: readonly ChangeRequest[];
  /** Who looks at the form: their own requests are said to be theirs. */
  readonly person: Person;
}

/** Null when nothing is open but `earlier`, the request that is edited. */
export function openRequests(
  { open, person }: OpenRequests,
  earlier: ChangeRequest | null,
): KnownBlock | null {
  const others = open.filter(({ id }) => id !== earlier?.id);
  const own = others.filter(({ requester }) => samePerson(requester, person));
  const foreign = others.filter((request) => !own.includes(request));
  const parts: readonly Mrkdwn[] = [
    own.length === 0
      ? NOTHING
      : md`⏳ *You have asked already:* ${list(own, ({ reference }) => md`${reference}`)}`,
    foreign.length === 0
      ? NOTHING
      : md`⏳ *Open already:* ${list(foreign, ({ reference, requester }) => md`${reference} by ${name(requester.name)}`)}`,
  ].filter((part) => !part.empty);
  return parts.length === 0 ? null : section(listed(parts, 2, "\n"));
}

const list = (requests: readonly ChangeRequest[], title: (request: ChangeRequest) => Mrkdwn): Mrkdwn =>
  listed(
    requests.map(
      (request) =>
        md`${title(request)}: ${wordsOf(request).title(request)}, ${change(request)}, ${stateWords(request)}`,
    ),
    SHOWN,
    "; ",
  );
