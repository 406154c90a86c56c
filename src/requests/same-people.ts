// One human with several Slack accounts is one person, for votes and for self-approval (design section 1).
import type { Person } from "./person.ts";

/** Names the human behind an account: equal for two accounts of one human. Means nothing outside of the call that made it. */
export type HumanOf = (person: Person) => string;

/**
 * Closes `samePerson` over everybody who is involved: A and C are one human when each shares an id or an email with B. One Slack
 * account is one human as well, also when its email was changed between two presses. Used to take rights away (own votes, second
 * votes), where the wider reading is the safe one. Give everybody whom you ask about.
 */
export function humansAmong(people: readonly Person[]): HumanOf {
  const parents = new Map<string, string>();
  const root = (key: string): string => {
    let top = key;
    for (let parent = parents.get(top); parent !== undefined; parent = parents.get(top)) top = parent;
    if (top !== key) parents.set(key, top);
    return top;
  };
  for (const person of people) {
    const [first, ...others] = keysOf(person).map(root);
    for (const other of others) if (first !== undefined && other !== first) parents.set(other, first);
  }
  return (person) => root(`id:${person.id}`);
}

/** The people without doubles: of several accounts of one human, the first given stays. */
export function distinctPeople(people: readonly Person[], humanOf: HumanOf): readonly Person[] {
  const byHuman = new Map<string, Person>();
  for (const person of people) {
    const human = humanOf(person);
    if (!byHuman.has(human)) byHuman.set(human, person);
  }
  return [...byHuman.values()];
}

/** Each kind is kept apart, as `samePerson` does: an id that reads like an email is not that email. */
function keysOf({ id, email, slackUser }: Person): readonly string[] {
  return [
    `id:${id}`,
    ...(email === null ? [] : [`email:${email}`]),
    ...(slackUser === "" ? [] : [`slack:${slackUser}`]),
  ];
}
