// Who and what the local Slack starts with: the sample fleet's people, one group, channels of every kind.
export const TEAM = "T0POINTSMAN";
export const OTHER_TEAM = "T0OTHERCO";
export const TEAM_DOMAIN = "pointsman";
export const BOT_USER = "U0POINTSMAN";
export const BOT = "B0POINTSMAN";
export const APP = "A0POINTSMAN";
export const SLACKBOT = "USLACKBOT";
export const BOT_NAME = "pointsman";

/** `idOf("U0", "olivia")` is `U0OLIVIA`: ids can be read, in logs as in tests. */
export const idOf = (prefix: string, name: string): string =>
  `${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, "")}`;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly team: string;
  /** IANA zone. */
  readonly timeZone: string;
  email: string | null;
  emailConfirmed: boolean;
  deleted: boolean;
  guest: "none" | "multi-channel" | "single-channel";
  admin: boolean;
  /** Another app's bot user. */
  bot: boolean;
  /** Invited and not yet here: the email is confirmed by accepting. */
  invited: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  /** Ids of people, and of the bot. */
  readonly members: Set<string>;
  /** Of an `im`: whom the bot talks to. */
  readonly partner: string | null;
  archived: boolean;
  externallyShared: boolean;
  /** Another company was invited and has not accepted yet. */
  sharingPending: boolean;
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  members: string[];
  disabled: boolean;
}

const NAMES = ["olivia", "otto", "uma", "carl", "ada", "ben", "mona", "gus", "xena"] as const;

export function samplePerson(name: string, over: Partial<Person> = {}): Person {
  return {
    id: idOf("U0", name),
    name,
    realName: name.charAt(0).toUpperCase() + name.slice(1),
    team: TEAM,
    timeZone: name === "ada" ? "Asia/Tokyo" : "Europe/Berlin",
    email: `${name}@example.com`,
    emailConfirmed: true,
    deleted: false,
    guest: "none",
    admin: false,
    bot: false,
    invited: false,
    ...over,
  };
}

/** Slack's own administrator is mona, to show that this alone gives no right over deployments. */
export const samplePeople = (): Person[] =>
  NAMES.map((name) =>
    samplePerson(name, {
      ...(name === "xena" ? { team: OTHER_TEAM } : {}),
      ...(name === "gus" ? { guest: "multi-channel" } : {}),
      ...(name === "mona" ? { admin: true } : {}),
    }),
  );

export function newChannel(
  name: string,
  members: Iterable<string>,
  over: Partial<Pick<Channel, "kind" | "externallyShared" | "archived">> = {},
): Channel {
  return {
    id: idOf("C0", name),
    name,
    kind: over.kind ?? "public",
    members: new Set(members),
    partner: null,
    archived: over.archived ?? false,
    externallyShared: over.externallyShared ?? false,
    sharingPending: false,
  };
}

export function sampleChannels(people: readonly Person[]): Channel[] {
  const own = people.filter((person) => person.team === TEAM && person.guest === "none").map((one) => one.id);
  const guests = people.filter((person) => person.guest !== "none").map((one) => one.id);
  const outsiders = people.filter((person) => person.team !== TEAM).map((one) => one.id);
  return [
    newChannel("general", [...own, BOT_USER]),
    newChannel("ml-deployments", [...own, ...guests, BOT_USER]),
    newChannel("random", own),
    newChannel("ml-private", [...own.slice(0, 2), idOf("U0", "mona"), BOT_USER], { kind: "private" }),
    newChannel("partners-otherco", [...own, ...outsiders, BOT_USER], { externallyShared: true }),
  ];
}

export const sampleGroups = (): Group[] => [
  {
    id: "S0MLAPPROVERS",
    handle: "ml-approvers",
    name: "ML approvers",
    members: [idOf("U0", "ada"), idOf("U0", "ben")],
    disabled: false,
  },
];
