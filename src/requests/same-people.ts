// One human with several Slack accounts is one person, for votes and for self-approval (design section 1).
import { type Person, samePerson } from "./person.ts";

/** Tells whether two of the given people are one person. */
export type SamePeople = (a: Person, b: Person) => boolean;

/**
 * Closes `samePerson` over everybody who is involved: A and C are one person when each shares an id or an email with B. Used to
 * take rights away (own votes, second votes), where the wider reading is the safe one. Someone not given stands for themselves.
 */
export function samePeopleAmong(people: readonly Person[]): SamePeople {
  const humans = humansAmong(people);
  const find = (person: Person): ReadonlySet<string> | undefined =>
    humans.find((human) => keysOf(person).some((key) => human.has(key)));
  return (a, b) => {
    const human = find(a);
    return samePerson(a, b) || (human !== undefined && keysOf(b).some((key) => human.has(key)));
  };
}

/** The people without doubles: of several accounts of one person, the first given stays. */
export function distinctPeople(people: readonly Person[], same: SamePeople): readonly Person[] {
  const distinct: Person[] = [];
  for (const person of people) {
    if (!distinct.some((known) => same(known, person))) distinct.push(person);
  }
  return distinct;
}

/** For each human the ids and emails that they are known by. */
function humansAmong(people: readonly Person[]): readonly ReadonlySet<string>[] {
  let humans: Set<string>[] = [];
  for (const person of people) {
    const keys = keysOf(person);
    const joined = new Set(keys);
    const others: Set<string>[] = [];
    for (const human of humans) {
      if (keys.some((key) => human.has(key))) for (const key of human) joined.add(key);
      else others.push(human);
    }
    humans = [...others, joined];
  }
  return humans;
}

/** Ids and emails are kept apart, as `samePerson` does: an id that reads like an email is not that email. */
function keysOf(person: Person): readonly string[] {
  return person.email === null ? [`id:${person.id}`] : [`id:${person.id}`, `email:${person.email}`];
}
