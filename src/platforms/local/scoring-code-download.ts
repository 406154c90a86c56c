// Handing out what a build made: on legacy plans the deployment is marked as permanent first. Reference: deployment actions, section 3.4.
import type { Clock } from "../../ports/clock.ts";
import { type CodeDownload, PlatformUnavailable } from "../../ports/platform.ts";
import type { Store } from "../../ports/store.ts";
import {
  deploymentPut,
  deploymentRecordId,
  effectRecordId,
  packageRecordId,
  parseDeployment,
  parseEffect,
  parsePackage,
} from "./records.ts";
import { archiveOf, chunksOf } from "./scoring-code.ts";

/** Lost races and unclear answers before the caller is told to come back later. */
const TRIES = 5;

const refused = (sentence: string): CodeDownload => ({ outcome: "refused", sentence });

/** Throws `PlatformUnavailable` when a mark that is needed cannot be kept; nothing is handed out then. */
export async function downloadScoringCode(
  deps: { readonly store: Store; readonly clock: Clock; readonly makesPermanent: boolean },
  effectKey: string,
): Promise<CodeDownload> {
  const effect = await deps.store.get(effectRecordId(effectKey));
  const code = effect === null ? undefined : parseEffect(effect).code;
  if (code === undefined) return refused("There is no such build.");
  const model = await deps.store.get(packageRecordId(code.packageId));
  const archive = model === null ? null : archiveOf(parsePackage(model), code.options);
  // What was built is what is handed out: a version that was registered anew gives other bytes.
  if (archive?.code.sha256 !== code.sha256)
    return refused("The registered model version was changed or removed since it was built. Build it again.");
  if (!(await isMarked(deps, code.deploymentId))) return refused("The deployment does not exist any more.");
  return { outcome: "ready", code, content: chunksOf(archive.content) };
}

/** Marked, or nothing to be marked on this plan. False: the deployment is gone. */
async function isMarked(
  { store, clock, makesPermanent }: Parameters<typeof downloadScoringCode>[0],
  deploymentId: string,
): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const stored = await store.get(deploymentRecordId(deploymentId));
    if (stored === null) return false;
    const deployment = parseDeployment(stored);
    if (!makesPermanent || deployment.permanentSince !== null) return true;
    const answer = await store.commit({
      expect: [{ id: stored.id, rev: stored.rev }],
      put: [deploymentPut({ ...deployment, permanentSince: clock.now() })],
      remove: [],
      audit: [],
    });
    if (answer.outcome === "committed") return true;
    if (answer.outcome === "failed")
      throw new PlatformUnavailable(`Nothing was downloaded: ${answer.reason}`);
  }
  throw new PlatformUnavailable(
    "The local registry does not say whether it kept the mark, so nothing was downloaded.",
  );
}
