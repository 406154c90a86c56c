// What a person may do, by DataRobot's own word: its groups and organisations are not Slack's. Design section 5: nothing seen, no right.
import { allowed, denied } from "../../deployments/decision.ts";
import type { Deployment, Role } from "../../deployments/deployment.ts";
import { ROLE_WORDS } from "../../deployments/words.ts";
import type { CheckToken, LinkedAccount } from "../../ports/linked-accounts.ts";
import { type PlatformAccounts, PlatformUnavailable } from "../../ports/platform.ts";
import { type Client, NotPermitted, pathOf } from "./client.ts";
import { isId } from "./guesses.ts";
import type { ReadParts } from "./parts.ts";
import { type WireSharedRole, wireAccount, wireDeployment, wireSharedRole } from "./wire/deployment.ts";

type Finding = Awaited<ReturnType<PlatformAccounts["roleOn"]>>;

const MOST_GRANTS = 1_000;
/** So many deployments whose label holds this one's are looked through for one that a group owns. */
const MOST_OWNED = 1_000;

const NOT_LINKED =
  "No DataRobot account is linked to this person, so nothing is known of what they may do there.";

const held = (role: Role, reason: string): Finding => ({
  role,
  decision: allowed(`${ROLE_WORDS[role]} on DataRobot: ${reason}`),
});
const none = (reason: string): Finding => ({ role: null, decision: denied(reason) });

/** Nothing is remembered: every answer is a read of that moment, `fresh` or not. */
export function accounts(parts: ReadParts): PlatformAccounts {
  const { client, linkedAccounts, serviceToken } = parts;

  const ownGrant = async (
    { id }: Pick<Deployment, "id">,
    account: LinkedAccount,
    token = account.token,
  ): Promise<Role | null> => {
    const roles = await client.list(pathOf("deployments", id, "sharedRoles"), {
      token,
      schema: wireSharedRole,
      max: MOST_GRANTS,
      query: { id: account.uid },
    });
    return (roles ?? []).find((grant) => isOf(grant, account))?.role ?? null;
  };

  return {
    missing: (person) => linkedAccounts.missing(person),

    async roleOn(person, deployment) {
      const account = await linkedAccounts.tokenOf(person);
      if (account === null) return none(NOT_LINKED);
      if (!isId(deployment.id)) return none("There is no such deployment on DataRobot.");
      const { token } = account;
      try {
        const [seen, own, owned] = await Promise.all([
          client.get(pathOf("deployments", deployment.id), { token, schema: wireDeployment }),
          ownGrant(deployment, account),
          client.list(pathOf("deployments"), {
            token,
            schema: wireDeployment,
            max: MOST_OWNED,
            query: { role: "OWNER", search: deployment.label },
          }),
        ]);
        if (seen === null)
          return "deleted" in deployment
            ? formerly(deployment, account)
            : await consumer(deployment, account);
        if (own === "OWNER") return held("OWNER", `a grant of its own to ${account.email}.`);
        if ((owned ?? []).some(({ id }) => id === deployment.id))
          return held("OWNER", `DataRobot lists it among those that ${account.email} owns.`);
        return held("USER", `${account.email} can see it there, and does not own it.`);
      } catch (error) {
        if (!(error instanceof NotPermitted)) throw error;
        if (error.status === 401) await linkedAccounts.linkBroken(person);
        if (error.status === 401)
          return none(
            `DataRobot does not accept the token of ${account.email} any more. Link the account again.`,
          );
        return none(`DataRobot lets ${account.email} read nothing of this deployment.`);
      }
    },
  };

  /** Nobody can be asked any more: what was kept says it, for the very account alone, since groups have members that are not kept. */
  function formerly({ grants }: Deployment, { email }: LinkedAccount): Finding {
    const own = grants.find(
      ({ subject }) => subject.kind === "user" && subject.email.toLowerCase() === email.toLowerCase(),
    );
    return own === undefined
      ? none(`It was deleted, and had no grant of its own to ${email}.`)
      : held(own.role, `a grant of its own to ${email}, when it was deleted.`);
  }

  /** A Consumer sees nothing there; only a grant to the very account, which the service can read, tells of one. */
  async function consumer(deployment: Deployment, account: LinkedAccount): Promise<Finding> {
    const role = await ownGrant(deployment, account, serviceToken);
    return role === "CONSUMER"
      ? held("CONSUMER", `a grant of its own to ${account.email}, which does not show the deployment.`)
      : none(`DataRobot does not show this deployment to ${account.email}.`);
  }
}

const isOf = (
  { id, name, shareRecipientType }: WireSharedRole,
  { uid, email }: Pick<LinkedAccount, "uid" | "email">,
): boolean => shareRecipientType === "user" && (id === uid || name?.toLowerCase() === email.toLowerCase());

/** Asks DataRobot whose a token is. */
export const checkToken =
  (client: Client): CheckToken =>
  async (token) => {
    try {
      const account = await client.get(pathOf("account", "info"), { token, schema: wireAccount });
      if (account === null)
        return { outcome: "unavailable", sentence: "DataRobot did not say whose key this is." };
      const { uid, email, firstName, lastName } = account;
      if (email === null) return { outcome: "refused", sentence: "The account of this key has no email." };
      return {
        outcome: "valid",
        account: { uid, email, name: `${firstName ?? ""} ${lastName ?? ""}`.trim() },
      };
    } catch (error) {
      // A 403 may be somebody's in between: it does not prove that the key is none.
      if (error instanceof NotPermitted && error.status === 401)
        return { outcome: "refused", sentence: "DataRobot does not accept this key." };
      if (!(error instanceof PlatformUnavailable)) throw error;
      return {
        outcome: "unavailable",
        sentence: "DataRobot does not answer now. Try again in a few minutes.",
      };
    }
  };
