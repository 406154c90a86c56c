// What a build of scoring code made goes to whoever asked for it: by a link of their own, or through Slack where the policy file says so.
import { createHash } from "node:crypto";
import { scoringCodeInput } from "../actions/scoring-code/input.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { RequestId } from "../deployments/ids.ts";
import { exampleOf, type ScoringCode } from "../deployments/scoring-code.ts";
import type { CodeHandOut, CodeOffer, DownloadLink, LinkedPages } from "../ports/links.ts";
import type { CodeDownload } from "../ports/platform.ts";
import { type Actor, type Person, samePerson } from "../requests/person.ts";
import { type ChangeRequest, effectKeyOf, type Json } from "../requests/request.ts";
import { about } from "./advance.ts";
import { authorisePerson } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { NotRecorded } from "./journal.ts";
import type { Operations } from "./operations.ts";
import { guarded, noSuchRequest, refusedPress } from "./press-guard.ts";
import { requestFromStore, requestRecordId } from "./request-record.ts";
import { MINUTE } from "./timing.ts";
import { usedRecordId, usingUp } from "./used-links.ts";

const LINK_VALID = 15 * MINUTE;
/** As the platform's own audit trail names it (reference section 8). */
const AUDIT_NAME = "Download Codegen From Deployment";

export function createDownloads(
  deps: Dependencies,
): Pick<Operations, "download"> & Pick<LinkedPages, "lookAtDownload" | "takeDownload"> {
  const refused = (actor: Actor, request: ChangeRequest | null, refusal: Refusal) =>
    refusedPress(deps, {
      actor,
      action: "scoring-code",
      deployment: request?.deploymentId ?? null,
      request: request?.id ?? null,
      refusal,
      what: "download",
    });
  /** Every refusal is an entry of the trail, whichever way somebody tried. */
  const audited = async <T>(actor: Actor, id: RequestId, answer: Answer<T>): Promise<Answer<T>> => {
    if (answer.ok) return answer;
    const stored = await deps.store.get(requestRecordId(id));
    return refused(actor, stored === null ? null : requestFromStore(stored).value.request, answer.refusal);
  };
  return {
    download: (actor, id, { edition }) =>
      guarded(deps, "download", async () => {
        const who = await deps.people.person(actor, { fresh: true });
        if (!who.ok) return audited(actor, id, who);
        const found = await buildFor(deps, who.value, { request: id, edition });
        if (!found.ok) return audited(actor, id, found);
        const { offer, request } = found.value;
        if (deps.policies().scoringCode === "slack") {
          const given = await handOut(deps, found.value, who.value, { via: "slack", usesUp: null });
          return given.ok ? ok({ kind: "file", ...given.value }) : given;
        }
        const link: DownloadLink = {
          purpose: "scoring-code",
          id: deps.ids.unique(),
          actor,
          person: who.value.id,
          deployment: request.deploymentId,
          request: id,
          edition,
          expiresAt: deps.clock.now() + LINK_VALID,
        };
        const { expiresAt } = link;
        const { isPublic } = deps.links;
        return ok({ kind: "link", ...offer, address: deps.links.address(link), isPublic, expiresAt });
      }),
    lookAtDownload: (link) =>
      guarded(deps, "look at a download", async () => {
        const found = await linked(deps, link);
        return found.ok ? ok(found.value.build.offer) : audited(link.actor, link.request, found);
      }),
    takeDownload: (link) =>
      guarded(deps, "take a download", async () => {
        const found = await linked(deps, link);
        if (!found.ok) return audited(link.actor, link.request, found);
        const { build, person } = found.value;
        const given = await handOut(deps, build, person, { via: "link", usesUp: link });
        return given.ok ? given : audited(link.actor, link.request, given);
      }),
  };
}

interface Build {
  readonly request: ChangeRequest;
  readonly effectKey: string;
  readonly offer: CodeOffer;
}

/** The build that this person asked for, as long as they may have scoring code of the deployment. */
async function buildFor(
  deps: Dependencies,
  person: Person,
  of: { readonly request: RequestId; readonly edition: number },
): Promise<Answer<Build>> {
  const stored = await deps.store.get(requestRecordId(of.request));
  const request = stored === null ? null : requestFromStore(stored).value.request;
  // Others ask for a build of their own: what it means to have it was acknowledged by whoever asked.
  if (request?.action !== "scoring-code" || !samePerson(person, request.requester))
    return refuse(noSuchRequest(deps));
  const may = await authorisePerson(
    deps,
    { person, action: "scoring-code", deployment: request.deploymentId },
    { fresh: true },
  );
  if (!may.ok) return may;
  const effectKey = effectKeyOf(request);
  const built = request.state.name === "succeeded" && request.edition === of.edition;
  const code = built ? await deps.platform.scoringCode(effectKey) : null;
  if (code === null)
    return refuse({
      code: "unavailable",
      sentence: "Nothing was built by this request that could be downloaded.",
      next: "Ask for the scoring code again.",
    });
  return ok({ request, effectKey, offer: offerOf(request, code) });
}

const offerOf = (request: ChangeRequest, code: ScoringCode): CodeOffer => ({
  code,
  example: exampleOf(scoringCodeInput.parse(request.input).language, code),
});

const usedUp = (): Refusal => ({
  code: "outdated",
  sentence: "This link was used already: each works once.",
  next: "Press Download on the card in Slack for another one.",
});

async function linked(
  deps: Dependencies,
  link: DownloadLink,
): Promise<Answer<{ readonly build: Build; readonly person: Person }>> {
  if (link.expiresAt <= deps.clock.now())
    return refuse({
      code: "outdated",
      sentence: "This link is too old: each works for 15 minutes.",
      next: "Press Download on the card in Slack for another one.",
    });
  const who = await deps.people.person(link.actor, { fresh: true });
  if (!who.ok) return who;
  if (who.value.id !== link.person) return refuse(noSuchRequest(deps));
  if ((await deps.store.get(usedRecordId(link))) !== null) return refuse(usedUp());
  const build = await buildFor(deps, who.value, link);
  return build.ok ? ok({ build: build.value, person: who.value }) : build;
}

/**
 * Recorded first, with the link used up in the same commit; then the platform, which marks the deployment where a download makes it
 * permanent. When it refuses after that, the trail says so.
 */
async function handOut(
  deps: Dependencies,
  { request, effectKey, offer }: Build,
  person: Person,
  how: { readonly via: "link" | "slack"; readonly usesUp: DownloadLink | null },
): Promise<Answer<CodeHandOut>> {
  const { via, usesUp } = how;
  const { filename, bytes, sha256, options } = offer.code;
  const details: Json = { name: AUDIT_NAME, via, filename, bytes, sha256, form: options.form };
  const used = usesUp === null ? null : usingUp(usesUp);
  const answer = await deps.journal.commit({
    expect: used === null ? [] : [used.expect],
    put: used === null ? [] : [used.put],
    audit: [
      about(request, {
        at: deps.clock.now(),
        event: "scoring-code.downloaded",
        who: person,
        why: "Whoever asked for the build may have scoring code of the deployment.",
        details,
      }),
    ],
  });
  if (answer.outcome === "conflict" && answer.id === used?.expect.id) return refuse(usedUp());
  if (answer.outcome !== "committed")
    throw new NotRecorded("a download is audited, and the trail cannot be written");
  try {
    const download = await deps.platform.downloadScoringCode(effectKey);
    if (download.outcome === "ready") return ok({ ...offer, ...measuring(deps, request, download) });
    await noteFailure(deps, request, download.sentence);
    return refuse({
      code: "unavailable",
      sentence: download.sentence,
      next: "Ask for the scoring code again.",
    });
  } catch (error) {
    await noteFailure(deps, request, "The platform did not answer.");
    throw error;
  }
}

/** Where the platform does not say what the file is, that is found out as it goes by, and the trail says it afterwards. */
function measuring(
  deps: Dependencies,
  request: ChangeRequest,
  { code, content }: Extract<CodeDownload, { outcome: "ready" }>,
): Pick<CodeHandOut, "content" | "measured"> {
  if (code.sha256 !== null) return { content, measured: () => code };
  let whole: ScoringCode | null = null;
  async function* passedOn(): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
    whole = { ...code, bytes, sha256: hash.digest("hex") };
    await note(deps, request, {
      event: "scoring-code.read-to-end",
      why: "The whole file went out.",
      details: { filename: code.filename, bytes, sha256: whole.sha256 },
    });
  }
  return { content: passedOn(), measured: () => whole };
}

const noteFailure = (deps: Dependencies, request: ChangeRequest, why: string): Promise<void> =>
  note(deps, request, { event: "scoring-code.not-downloaded", allowed: false, why });

/** What comes after a download that the trail has already: it is not taken back because this cannot be written. */
async function note(
  deps: Dependencies,
  request: ChangeRequest,
  fact: Pick<Parameters<typeof about>[1], "event" | "allowed" | "why" | "details">,
): Promise<void> {
  const answer = await deps.journal.commit({
    expect: [],
    put: [],
    audit: [about(request, { at: deps.clock.now(), who: "system", ...fact })],
  });
  if (answer.outcome !== "committed")
    deps.log.error("download-not-audited", {
      request: request.id,
      event: fact.event,
      outcome: answer.outcome,
    });
}
