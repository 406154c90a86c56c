// Whether an approval policy covers what somebody asks for: reference section 13.
import { Refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Policy } from "./governance.ts";
import type { Account, Deployment, World } from "./state.ts";

/** In the words of `GET /approvalPolicyMatch/`. */
export interface Intent {
  readonly entityType: string;
  readonly action: string;
  /** Of an importance that is to be set. */
  readonly importance?: string | undefined;
}

/** Governance accepts camelCase, PascalCase and UPPER_SNAKE. */
export const sameWord = (a: string, b: string): boolean =>
  a.replaceAll("_", "").toLowerCase() === b.replaceAll("_", "").toLowerCase();

const inGroups = (world: World, policy: Policy, account: Account): boolean => {
  const groups = policy.trigger.filterGroups;
  if (groups === null || groups.length === 0) return true;
  return groups.some(({ id }) => world.groups.get(id)?.members.includes(account.id) === true);
};

/** Policies of the intent, whatever their condition, that concern this account. */
const triggered = (world: World, account: Account, intent: Intent): readonly Policy[] =>
  !account.approvalWorkflow
    ? []
    : [...world.policies.values()].filter(
        (policy) =>
          policy.active &&
          sameWord(policy.trigger.entityType, intent.entityType) &&
          sameWord(policy.trigger.intendedAction.action, intent.action) &&
          inGroups(world, policy, account),
      );

const holds = (policy: Policy, fieldName: string, value: string): boolean => {
  const { condition } = policy.trigger.intendedAction;
  if (condition === null) return true;
  return sameWord(condition.fieldName, fieldName) && condition.values.some((one) => sameWord(one, value));
};

/** What the match call can say: it knows only the field that was sent, and no deployment. */
export function policyForQuery(
  world: World,
  account: Account,
  intent: Intent,
  field: { readonly name: string; readonly value: string } | null,
): Policy | null {
  const found = triggered(world, account, intent).find((policy) => {
    if (policy.trigger.intendedAction.condition === null) return true;
    return field !== null && holds(policy, field.name, field.value);
  });
  return found ?? null;
}

/** The policy that covers a call: by the deployment's importance, or by the one that is to be set. */
export function policyFor(
  world: World,
  account: Account,
  deployment: Deployment,
  intent: Intent,
): Policy | null {
  const values = [deployment.importance, ...(intent.importance === undefined ? [] : [intent.importance])];
  const found = triggered(world, account, intent).find((policy) =>
    values.some((value) => holds(policy, "importance", value)),
  );
  return found ?? null;
}

/** Throws the refusal of a direct call that a policy covers; which code that has is set in the options. */
export function refuseCovered({ world, account }: Call, deployment: Deployment, intent: Intent): void {
  const policy = policyFor(world, account, deployment, intent);
  if (policy === null) return;
  throw new Refusal(
    world.options.policyRefusal,
    `This action requires approval under the policy "${policy.name}". Create a change request instead.`,
  );
}
