// Registered models and their versions, in the process: for the searched lists of the replacement form.
import type { PackageId, RegisteredModelId } from "../../deployments/ids.ts";
import type { Page, RegisteredModel } from "../../ports/platform.ts";
import type { ListedPackage } from "./records.ts";
import { forgiven, lettersOf, likenessTo, normalForm, wordsOf } from "./spelling.ts";
import { createTextIndex, type TextIndex } from "./text-index.ts";

export interface VersionIndex {
  put(versions: readonly ListedPackage[]): void;
  remove(id: string): void;
  /** Number of versions. */
  size(): number;
  /** By name, then id. */
  models(ask: { text: string; limit: number; after?: string | undefined }): Page<RegisteredModel>;
  /** Newest version first. */
  versions(ask: {
    registeredModelId: RegisteredModelId;
    text: string;
    limit: number;
    after?: string | undefined;
  }): Page<PackageId>;
}

export function createVersionIndex(): VersionIndex {
  const byId = new Map<string, ListedPackage>();
  const models: TextIndex<RegisteredModel> = createTextIndex();
  const byModel = new Map<string, readonly ListedPackage[]>();

  /** Sorts the versions of the models anew, without those that left; a model's name is that of its newest version. */
  const rebuild = (
    modelIds: Iterable<string>,
    added: readonly ListedPackage[],
    left: ReadonlySet<string>,
  ): void => {
    const more = Map.groupBy(added, (version): string => version.registeredModel.id);
    const entries = [...modelIds].flatMap((modelId) => {
      const stayed = (byModel.get(modelId) ?? []).filter((version) => !left.has(version.id));
      const versions = [...stayed, ...(more.get(modelId) ?? [])].sort(newestFirst);
      const newest = versions[0];
      if (newest === undefined) {
        byModel.delete(modelId);
        models.remove(modelId);
        return [];
      }
      byModel.set(modelId, versions);
      const { id, name } = newest.registeredModel;
      return [{ id, name, texts: [name, id], item: { id, name, versions: versions.length } }];
    });
    models.put(entries);
  };

  return {
    put(versions) {
      const ids = new Set<string>();
      const touched = new Set<string>();
      for (const version of versions) {
        const before = byId.get(version.id);
        if (before !== undefined) touched.add(before.registeredModel.id);
        touched.add(version.registeredModel.id);
        ids.add(version.id);
        byId.set(version.id, version);
      }
      rebuild(touched, versions, ids);
    },
    remove(id) {
      const version = byId.get(id);
      if (version === undefined) return;
      byId.delete(id);
      rebuild([version.registeredModel.id], [], new Set([id]));
    },
    size: () => byId.size,
    models: ({ text, limit, after }) => models.page({ text, limit, after, accept: () => true }),
    versions({ registeredModelId, text, limit, after }) {
      const all = byModel.get(registeredModelId) ?? [];
      const found = matching(all, text);
      const from = placeAfter(found, after);
      const page = found.slice(from, from + limit);
      const last = page.at(-1);
      const more = from + limit < found.length;
      return {
        items: page.map((version) => version.id),
        next: more && last !== undefined ? `${last.version}.${last.id}` : null,
      };
    },
  };
}

function newestFirst(a: ListedPackage, b: ListedPackage): number {
  if (a.version !== b.version) return b.version - a.version;
  return a.id < b.id ? -1 : 1;
}

/** Each typed word part of name, type or id; only when none has them all, with typing mistakes. */
function matching(versions: readonly ListedPackage[], text: string): readonly ListedPackage[] {
  const typed = normalForm(text);
  if (typed === "") return versions;
  const searched = versions.map((version) => ({
    version,
    text: normalForm(`${version.name} ${version.modelType ?? ""} ${version.id}`),
  }));
  const parts = typed.split(" ");
  const literal = searched.filter((one) => parts.every((part) => one.text.includes(part)));
  if (literal.length > 0) return literal.map(({ version }) => version);
  const tests = wordsOf(typed).map((word) => ({ word, resembles: likenessTo(word, forgiven(word)) }));
  if (tests.length === 0) return [];
  return searched
    .filter((one) => {
      const guessable = wordsOf(one.text).filter((word) => forgiven(word) > 0);
      return tests.every(
        ({ word, resembles }) =>
          one.text.includes(word) || guessable.some((other) => resembles(other, lettersOf(other))),
      );
    })
    .map(({ version }) => version);
}

/** The cursor is `<version>.<id>` of the last one shown: it stays right when versions come or go. */
function placeAfter(versions: readonly ListedPackage[], after: string | undefined): number {
  const [, version, id] = /^(\d+)\.(.+)$/.exec(after ?? "") ?? [];
  if (version === undefined || id === undefined) return 0;
  const number = Number(version);
  const place = versions.findIndex((one) => one.version < number || (one.version === number && one.id > id));
  return place === -1 ? versions.length : place;
}
