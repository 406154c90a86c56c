// DataRobot's own word on a replacement: reference section 4. A read, though it is sent as a write; it changes nothing.
import type { Secret } from "../../../config/secret.ts";
import type { CheckStatus } from "../../../deployments/validation/check.ts";
import {
  type Caller,
  type Platform,
  PlatformUnavailable,
  type PlatformVerdict,
} from "../../../ports/platform.ts";
import { pathOf } from "../client.ts";
import { pairedCheck } from "../guesses.ts";
import { type Validation, validation } from "../wire/effects.ts";
import type { EffectParts } from "./parts.ts";

const KNOWN: readonly string[] = ["passing", "warning", "failing"] satisfies CheckStatus[];
const known = (status: string): CheckStatus | null =>
  KNOWN.includes(status) ? (status as CheckStatus) : null;

/** Throws `PlatformUnavailable`. A verdict that we cannot read is none that lets a replacement pass. */
export const verdict =
  (parts: EffectParts): NonNullable<Platform["verdict"]> =>
  async ({ deploymentId, packageId }, caller) => {
    const token = await tokenOf(parts, caller);
    if (token === null)
      throw new PlatformUnavailable("Your DataRobot account is not linked, so nothing can be validated.");
    const answer = await parts.client.send(
      "POST",
      pathOf("deployments", deploymentId, "model", "validation"),
      {
        token,
        body: { modelPackageId: packageId },
      },
    );
    switch (answer.outcome) {
      case "answered": {
        const read = validation.safeParse(answer.body);
        if (read.success) return verdictOf(read.data);
        throw new PlatformUnavailable("DataRobot's validation answered something that is no verdict.");
      }
      case "refused":
        if (answer.status === 401)
          throw new PlatformUnavailable("DataRobot does not accept your API token any more.");
        if (answer.status === 404 || namesTheModel(answer.body)) return null;
        return { status: "failing", message: answer.message, checks: [] };
      default:
        throw new PlatformUnavailable(answer.sentence);
    }
  };

async function tokenOf(
  { linkedAccounts, serviceToken }: Pick<EffectParts, "linkedAccounts" | "serviceToken">,
  caller: Caller,
): Promise<Secret | null> {
  if (caller.kind === "service") return serviceToken;
  return (await linkedAccounts.tokenOf(caller.person))?.token ?? null;
}

const namesTheModel = (body: unknown): boolean => {
  const errors = (body as { readonly errors?: unknown } | null)?.errors;
  return typeof errors === "object" && errors !== null && "modelPackageId" in errors;
};

function verdictOf({ status, message, checks }: Validation): PlatformVerdict {
  const unread = (given: string): string => `DataRobot answers "${given}", which is not known here. `;
  return {
    status: known(status) ?? "failing",
    message: `${known(status) === null ? unread(status) : ""}${message}`,
    checks: Object.entries(checks).map(([name, check]) => ({
      name,
      check: pairedCheck(name),
      status: (check === null ? null : known(check.status)) ?? "warning",
      message:
        check === null
          ? "DataRobot answers nothing that can be read."
          : `${known(check.status) === null ? unread(check.status) : ""}${check.message}`,
    })),
  };
}
