// The sample fleet's names for what has hexadecimal ids here: tests say `card-default`, not `ca608f1e0bb40d64b0b9e0ab`.
import { hexId, isHexId } from "./ids.ts";
import { accountId, groupId, ORGANIZATION } from "./sample-people.ts";

const named =
  (of: (name: string) => string) =>
  (name: string): string =>
    isHexId(name) ? name : of(name);

/** An id stays as it is. */
export const idOf = {
  /** `card-default` */
  deployment: named((name) => hexId(`d-${name}`)),
  /** `card-default-4`: the fourth version of the registered model of `card-default`. */
  version: named((name) => hexId(`p-${name}`)),
  /** `card-default` */
  registeredModel: named((name) => hexId(`rm-${name}`)),
  /** `card-default-4`: the source model of that version; a challenger or a copy may share it. */
  model: named((name) => hexId(`m-${name}`)),
  /** `credit-risk` */
  useCase: named((name) => hexId(`uc-${name}`)),
  /** `production` */
  environment: named((name) => hexId(`env-${name}`)),
  /** `olivia` */
  account: named(accountId),
  /** `ml-approvers` */
  group: named(groupId),
  organization: ORGANIZATION.id,
} as const;
