// Registered models and their versions. Reference section 11.
import type { Secret } from "../../config/secret.ts";
import { type PackageId, registeredModelId } from "../../deployments/ids.ts";
import type { Feature, ModelPackage } from "../../deployments/model-package.ts";
import type { Page, Platform, RegisteredModel } from "../../ports/platform.ts";
import { type Client, pathOf, RefusedRead } from "./client.ts";
import { isId } from "./guesses.ts";
import { modelPackageOf } from "./map-model-package.ts";
import { type Offset, pageAfter } from "./offset.ts";
import { DRAWN_MS, type ReadParts, readAs } from "./parts.ts";
import { wireFeature } from "./wire/deployment.ts";
import { type WireModelPackage, wireModelPackage, wireRegisteredModel } from "./wire/model-package.ts";
import { pageOf } from "./wire/page.ts";

/** Beyond this, what a model needs is not recorded: a part of its features would pass for all. */
const MOST_FEATURES = 20_000;

/** By name: two addresses tell them in two orders. Null: not recorded. Without training data the list is refused (422). */
export async function featuresAt(
  client: Client,
  path: string,
  token: Secret,
): Promise<readonly Feature[] | null> {
  const read = await client
    .list(path, { token, schema: wireFeature, max: MOST_FEATURES + 1 })
    .catch((error: unknown) => {
      if (error instanceof RefusedRead && error.status !== 401) return null;
      throw error;
    });
  if (read === null || read.length === 0 || read.length > MOST_FEATURES) return null;
  return read
    .map(({ name, featureType }) => ({ name, type: featureType ?? "" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names by id, of those that can be read. */
export async function registeredModelNames(
  client: Client,
  versions: readonly (WireModelPackage | null)[],
  token: Secret,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(versions.flatMap((version) => version?.registeredModelId ?? []).filter(isId));
  const read = await Promise.all(
    [...ids].map((id) =>
      client
        .get(pathOf("registeredModels", id), { token, schema: wireRegisteredModel, maxAgeMs: DRAWN_MS })
        .catch((error: unknown) => {
          if (error instanceof RefusedRead && error.status !== 401) return null;
          throw error;
        }),
    ),
  );
  return new Map(read.flatMap((model) => (model === null ? [] : [[model.id, model.name] as const])));
}

/**
 * In the order of the ids; null where there is none, or the token may not read it. Version and features come in one round trip, the names
 * of their registered models in a second one.
 */
export async function readPackages(
  client: Client,
  ids: readonly (PackageId | null)[],
  token: Secret,
): Promise<readonly (ModelPackage | null)[]> {
  const read = await Promise.all(
    ids.map(async (id) => {
      if (id === null || !isId(id)) return null;
      const [wire, features] = await Promise.all([
        client
          .get(pathOf("modelPackages", id), { token, schema: wireModelPackage })
          .catch((error: unknown) => {
            if (error instanceof RefusedRead && error.status === 403) return null;
            throw error;
          }),
        featuresAt(client, pathOf("modelPackages", id, "features"), token),
      ]);
      return wire === null ? null : { wire, features };
    }),
  );
  const names = await registeredModelNames(
    client,
    read.map((each) => each?.wire ?? null),
    token,
  );
  return read.map((each) =>
    each === null
      ? null
      : modelPackageOf({
          ...each,
          registeredModelName: names.get(each.wire.registeredModelId ?? "") ?? null,
        }),
  );
}

export const packages =
  (parts: ReadParts): Platform["packages"] =>
  (ids, caller) =>
    readAs<readonly (ModelPackage | null)[]>(
      parts,
      caller,
      ids.map(() => null),
      (token) => readPackages(parts.client, ids, token),
    );

/** By name. A registered model of the archive is not offered. */
export const registeredModels =
  (parts: ReadParts): Platform["registeredModels"] =>
  ({ text, limit, after }, caller) =>
    readAs<Page<RegisteredModel>>(parts, caller, { items: [], next: null }, async (token) => {
      const at: Offset = pageAfter(after, limit);
      const page = await parts.client.get(pathOf("registeredModels"), {
        token,
        schema: pageOf(wireRegisteredModel),
        maxAgeMs: DRAWN_MS,
        query: { search: text.trim() || undefined, sortKey: "name", sortDirection: "asc", ...at.query },
      });
      return {
        items: (page?.data ?? [])
          .filter(({ isArchived }) => isArchived !== true)
          .map(({ id, name, lastVersionNum }) => ({
            id: registeredModelId(id),
            name,
            versions: lastVersionNum ?? 0,
          })),
        next: at.next(page),
      };
    });

/** Newest first. Of a list features are not read: that is a call for each; the chosen one is read whole by its id. */
export const versions =
  (parts: ReadParts): Platform["versions"] =>
  ({ registeredModelId: model, text, limit, after }, caller) =>
    readAs<Page<ModelPackage>>(parts, caller, { items: [], next: null }, async (token) => {
      if (!isId(model)) return { items: [], next: null };
      const at = pageAfter(after, limit);
      const path = pathOf("registeredModels", model);
      const [page, registered] = await Promise.all([
        parts.client.get(pathOf("registeredModels", model, "versions"), {
          token,
          schema: pageOf(wireModelPackage),
          maxAgeMs: DRAWN_MS,
          query: { search: text.trim() || undefined, sortKey: "version", sortDirection: "desc", ...at.query },
        }),
        parts.client.get(path, { token, schema: wireRegisteredModel, maxAgeMs: DRAWN_MS }),
      ]);
      return {
        items: (page?.data ?? []).map((wire) =>
          modelPackageOf({ wire, features: null, registeredModelName: registered?.name ?? null }),
        ),
        next: at.next(page),
      };
    });
