// Use Cases as the person who asks. Reference section 7.
import { type UseCaseId, useCaseId } from "../../deployments/ids.ts";
import type { UseCase } from "../../deployments/use-case.ts";
import type { Page, Platform } from "../../ports/platform.ts";
import { pathOf } from "./client.ts";
import { isId } from "./guesses.ts";
import { pageAfter } from "./offset.ts";
import { DRAWN_MS, type ReadParts, readAs } from "./parts.ts";
import { notOffered } from "./read-deployment.ts";
import { nameOf } from "./wire/fields.ts";
import { pageOf } from "./wire/page.ts";
import { type WireUseCase, wireUseCase } from "./wire/use-case.ts";

/** Of its members only the owners' role is told; whether the others may link is DataRobot's to say when they do. */
export const useCaseOf = (wire: WireUseCase): UseCase => ({
  id: useCaseId(wire.id),
  name: wire.name,
  description: wire.description ?? "",
  createdAt: wire.createdAt,
  createdBy: nameOf(wire.created),
  grants: (wire.owners ?? []).flatMap(({ email, username }) => {
    const address = (email ?? username)?.toLowerCase();
    return address === undefined ? [] : [{ subject: { kind: "user", email: address }, role: "OWNER" }];
  }),
});

export const useCases =
  (parts: ReadParts): Platform["useCases"] =>
  ({ text, limit, after }, caller) =>
    readAs<Page<UseCase>>(parts, caller, { items: [], next: null }, async (token) => {
      const at = pageAfter(after, limit);
      const page = await parts.client.get(pathOf("useCases"), {
        token,
        schema: pageOf(wireUseCase),
        maxAgeMs: DRAWN_MS,
        query: { search: text.trim() || undefined, orderBy: "name", ...at.query },
      });
      return { items: (page?.data ?? []).map(useCaseOf), next: at.next(page) };
    });

/** Links are asked for at once: the address of the next page is known to lose what was asked for. */
export const MOST_LINKS = 100;

/** Use Cases have members of their own: the service, by which deployments are read, sees few of them. */
export const linkedUseCases =
  (parts: ReadParts): NonNullable<Platform["linkedUseCases"]> =>
  (id, caller) =>
    readAs<readonly UseCaseId[]>(parts, caller, [], async (token) => {
      const query = { entityType: "deployment", entityId: id };
      const links = await parts.client
        .list(pathOf("useCases"), { token, schema: wireUseCase, max: MOST_LINKS, query })
        .catch(notOffered);
      return (links ?? []).map((one) => useCaseId(one.id));
    });

export const useCasesById =
  (parts: ReadParts): Platform["useCasesById"] =>
  (ids, caller) =>
    readAs(
      parts,
      caller,
      ids.map(() => null),
      (token) =>
        Promise.all(
          ids.map(async (id): Promise<UseCase | null> => {
            if (!isId(id)) return null;
            const wire = await parts.client.get(pathOf("useCases", id), { token, schema: wireUseCase });
            return wire === null ? null : useCaseOf(wire);
          }),
        ),
    );
