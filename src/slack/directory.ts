// Who is behind a Slack user id and who is in a user group, as Slack tells it; a short cache in front.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { type Directory, DirectoryUnavailable, type DirectoryUser } from "../ports/directory.ts";
import { slackError } from "./call-failure.ts";

/** As much of a cache as is needed here. A failing cache is no cache: it never fails a question. */
export interface ShortCache {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface Home {
  readonly team: string;
  readonly enterprise: string | null;
  readonly botUser: string;
  readonly botId: string | null;
  readonly url: string | null;
}

/** Shorter than anybody waits after being given a right; an effect and a vote read past it anyway. */
const USER_TTL_MS = 5 * 60_000;
const GROUPS_TTL_MS = 2 * 60_000;
/** A walk over all members: Slack allows twenty pages a minute. */
const LEAVERS_TTL_MS = 10 * 60_000;
const MEMBERS_PAGE = 1_000;

/** Unknown users differ from silence: only these errors mean "there is nobody". */
const NOBODY = ["user_not_found", "users_not_found", "user_not_visible"];

const optional = z.string().nullish();
const userAnswer = z.looseObject({
  user: z.looseObject({
    id: z.string().min(1),
    team_id: optional,
    name: optional,
    real_name: optional,
    tz: optional,
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    is_workflow_bot: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_invited_user: z.boolean().nullish(),
    is_email_confirmed: z.boolean().nullish(),
    enterprise_user: z.looseObject({ enterprise_id: optional }).nullish(),
    profile: z
      .looseObject({ email: optional, display_name: optional, real_name: optional, team: optional })
      .nullish(),
  }),
});
const membersAnswer = z.looseObject({
  members: z.array(userAnswer.shape.user),
  response_metadata: z.looseObject({ next_cursor: optional }).nullish(),
});
const groupsAnswer = z.looseObject({
  usergroups: z.array(
    z.looseObject({
      id: z.string().min(1),
      handle: z.string().nullish(),
      name: z.string().nullish(),
      date_delete: z.number().nullish(),
      users: z.array(z.string()).nullish(),
    }),
  ),
});
const homeAnswer = z.looseObject({
  team_id: z.string().min(1),
  user_id: z.string().min(1),
  bot_id: optional,
  enterprise_id: optional,
  url: optional,
});

const filled = (text: string | null | undefined): string | null => (text ? text : null);

const cachedUser = z.object({
  user: z.string(),
  team: z.string().nullable(),
  enterprise: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  emailConfirmed: z.boolean(),
  deleted: z.boolean(),
  bot: z.boolean(),
  guest: z.boolean(),
  timeZone: z.string().nullable(),
}) satisfies z.ZodType<DirectoryUser>;
const cachedLeavers = z.array(cachedUser);
type Leavers = z.output<typeof cachedLeavers>;
const cachedGroups = z.array(
  z.object({ handle: z.string(), name: z.string(), disabled: z.boolean(), members: z.array(z.string()) }),
);
type Groups = z.output<typeof cachedGroups>;

/** Slackbot says `is_bot: false` of itself. */
const SLACKBOT = "USLACKBOT";

function directoryUser({ user }: z.output<typeof userAnswer>): DirectoryUser {
  return {
    user: user.id,
    team: filled(user.team_id) ?? filled(user.profile?.team),
    enterprise: filled(user.enterprise_user?.enterprise_id),
    name:
      filled(user.profile?.display_name) ??
      filled(user.profile?.real_name) ??
      filled(user.real_name) ??
      filled(user.name) ??
      user.id,
    email: filled(user.profile?.email?.trim().toLowerCase()),
    // Not said is not confirmed; an invited user has not confirmed anything yet.
    emailConfirmed: user.is_email_confirmed === true && user.is_invited_user !== true,
    deleted: user.deleted === true,
    bot: user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT,
    guest: user.is_restricted === true || user.is_ultra_restricted === true,
    timeZone: filled(user.tz),
  };
}

export interface DirectoryParts {
  readonly client: WebClient;
  readonly cache: ShortCache;
  readonly home: () => Promise<Home>;
}

export interface SlackDirectory extends Directory {
  /** What an event says has changed is asked again. */
  forgetUser(user: string): Promise<void>;
  forgetGroups(): Promise<void>;
}

/** Asks `auth.test` once and keeps the answer; a failure is asked again by the next one. Throws what the client throws. */
export function homeOf(client: WebClient): () => Promise<Home> {
  let known: Promise<Home> | null = null;
  return () => {
    known ??= client.auth
      .test()
      .then((answer) => {
        const { team_id, user_id, bot_id, enterprise_id, url } = homeAnswer.parse(answer);
        return {
          team: team_id,
          enterprise: filled(enterprise_id),
          botUser: user_id,
          botId: filled(bot_id),
          url: filled(url),
        };
      })
      .catch((error: unknown) => {
        known = null;
        throw error;
      });
    return known;
  };
}

export function slackDirectory({ client, cache, home }: DirectoryParts): SlackDirectory {
  const userKey = (user: string) => `slack-user:${user}`;
  const emailKey = (email: string) => `slack-email:${email}`;
  const groupsKey = "slack-groups";
  const leaversKey = "slack-leavers";

  /** Slack's answer, null where it says that there is nobody, else `DirectoryUnavailable`. */
  async function ask<T>(what: string, call: () => Promise<unknown>, schema: z.ZodType<T>): Promise<T | null> {
    let answer: unknown;
    try {
      answer = await call();
    } catch (error) {
      if (NOBODY.includes(slackError(error) ?? "")) return null;
      throw new DirectoryUnavailable(`${what}: ${slackError(error) ?? "no answer"}`, { cause: error });
    }
    const parsed = schema.safeParse(answer);
    if (!parsed.success)
      throw new DirectoryUnavailable(`${what}: an answer of another shape`, { cause: parsed.error });
    return parsed.data;
  }

  /** What was parsed once, by the answer of the cache: in memory the same one comes back, several times in each command. */
  const parsedBefore = new WeakMap<object, unknown>();

  async function cached<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
    const found = await cache.get(key);
    // Each key has one schema, so what it gave is the same again.
    if (typeof found !== "object" || found === null) return null;
    const before = parsedBefore.get(found);
    if (before !== undefined) return before as T;
    const parsed = schema.safeParse(found);
    if (!parsed.success) return null;
    parsedBefore.set(found, parsed.data);
    return parsed.data;
  }

  async function groups(fresh: boolean): Promise<Groups> {
    const known = fresh ? null : await cached(groupsKey, cachedGroups);
    if (known !== null) return known;
    const { team } = await atHome();
    const answer = await ask(
      "usergroups.list",
      // Disabled ones are asked for so that they are known and empty, not missing.
      () => client.usergroups.list({ include_users: true, include_disabled: true, team_id: team }),
      groupsAnswer,
    );
    const found = (answer?.usergroups ?? []).flatMap(({ handle, name, date_delete, users }) =>
      handle
        ? [
            {
              handle: handle.toLowerCase(),
              name: filled(name) ?? handle,
              disabled: Boolean(date_delete),
              members: date_delete ? [] : (users ?? []),
            },
          ]
        : [],
    );
    await cache.set(groupsKey, found, GROUPS_TTL_MS);
    return found;
  }

  /** Many addresses are looked up at a time, and Slack allows few pages of members. */
  let walk: Promise<Leavers> | null = null;

  /**
   * Slack finds no deactivated account by its address, so the list of all members is walked for them. From the cache also where others are
   * asked past it: a vote must not cost such a walk, and whoever is not found has none anyway. An event about anybody ends what is kept.
   */
  async function leavers(): Promise<Leavers> {
    const known = await cached(leaversKey, cachedLeavers);
    if (known !== null) return known;
    walk ??= walkForLeavers().finally(() => {
      walk = null;
    });
    return await walk;
  }

  async function walkForLeavers(): Promise<Leavers> {
    const found: DirectoryUser[] = [];
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? {} : { cursor };
      const answer = await ask(
        "users.list",
        () => client.users.list({ limit: MEMBERS_PAGE, ...after }),
        membersAnswer,
      );
      found.push(...(answer?.members ?? []).map((user) => directoryUser({ user })));
      cursor = filled(answer?.response_metadata?.next_cursor) ?? undefined;
    } while (cursor !== undefined);
    const left = found.filter(({ deleted, email }) => deleted && email !== null);
    await cache.set(leaversKey, left, LEAVERS_TTL_MS);
    return left;
  }

  async function atHome(): Promise<Home> {
    try {
      return await home();
    } catch (error) {
      throw new DirectoryUnavailable(`auth.test: ${slackError(error) ?? "no answer"}`, { cause: error });
    }
  }

  return {
    async user(actor, options) {
      const known = options?.fresh === true ? null : await cached(userKey(actor.user), cachedUser);
      if (known !== null) return known;
      const answer = await ask("users.info", () => client.users.info({ user: actor.user }), userAnswer);
      if (answer === null) return null;
      const user = directoryUser(answer);
      // Whose address it was before is not known by that any more.
      const before = await cached(userKey(actor.user), cachedUser);
      if (before?.email && before.email !== user.email) await cache.delete(emailKey(before.email));
      await cache.set(userKey(actor.user), user, USER_TTL_MS);
      return user;
    },

    async userByEmail(email, options) {
      const wanted = email.trim().toLowerCase();
      const known = options?.fresh === true ? null : await cached(emailKey(wanted), cachedUser);
      if (known !== null) return known;
      const answer = await ask(
        "users.lookupByEmail",
        () => client.users.lookupByEmail({ email: wanted }),
        userAnswer,
      );
      if (answer === null) {
        await cache.delete(emailKey(wanted));
        return (await leavers()).find(({ email: of }) => of === wanted) ?? null;
      }
      const user = directoryUser(answer);
      await cache.set(emailKey(wanted), user, USER_TTL_MS);
      // By it the address is found when an event says that this account has changed.
      await cache.set(userKey(user.user), user, USER_TTL_MS);
      return user;
    },

    async groupMembers(handle, options) {
      const wanted = handle.replace(/^@/, "").toLowerCase();
      const found = (await groups(options?.fresh === true)).filter((group) => group.handle === wanted);
      return found.length === 0 ? null : [...new Set(found.flatMap(({ members }) => members))];
    },

    async groups() {
      return (await groups(false)).flatMap(({ handle, name, disabled, members }) =>
        disabled ? [] : [{ handle, name, size: members.length }],
      );
    },

    async groupsOf(user, options) {
      const all = await groups(options?.fresh === true);
      return all.filter(({ members }) => members.includes(user)).map(({ handle }) => handle);
    },

    async home() {
      const { team, enterprise, botUser, url } = await atHome();
      return { team, enterprise, botUser, url };
    },

    async forgetUser(user) {
      const known = await cached(userKey(user), cachedUser);
      await cache.delete(userKey(user));
      await cache.delete(leaversKey);
      if (known?.email) await cache.delete(emailKey(known.email));
    },

    forgetGroups: () => cache.delete(groupsKey),
  };
}
