// Applications: reference section 5. Three families, and which one a choice of the form means is configuration.
import { SHARING_WORDS, TEMPLATE_WORDS } from "../../../deployments/application.ts";
import { enumerated } from "../../../deployments/words.ts";
import type { EffectAnswer } from "../../../ports/platform.ts";
import { pathOf, type WriteAnswer } from "../client.ts";
import { TEMPLATE_PARAMETER } from "../guesses.ts";
import { type ApplicationMade, applicationMade, applicationSource, madeId } from "../wire/effects.ts";
import { type Acting, actingAs, type Reads, readsAs } from "./acting.ts";
import { notDone, notKept, refused } from "./answers.ts";
import { type KeptEffect, keepEffect, keptEffect, type MadeApplication } from "./kept.ts";
import type { ApplicationWay, ApplicationWays, EffectParts } from "./parts.ts";
import type { Command, On } from "./settings.ts";
import { accepted } from "./ticket.ts";

const mark = (effectKey: string): string => `Pointsman ${effectKey}`;

const configured = (ways: ApplicationWays): readonly string[] =>
  (Object.keys(ways) as (keyof ApplicationWays)[])
    .filter((template) => ways[template] !== undefined)
    .map((template) => TEMPLATE_WORDS[template]);

export function cannotCreate({
  applications,
  console,
}: Pick<EffectParts, "applications" | "console">): string | null {
  if (configured(applications).length > 0) return null;
  return `Which kind of application is created on DataRobot is not configured here. Create it there: ${console.deployments()}`;
}

export const createApplication = (
  parts: EffectParts,
  on: On & { readonly effectKey: string },
  { application }: Command<"create-application">,
) =>
  actingAs(parts, on.as, async (acting): Promise<EffectAnswer> => {
    const { store, clock, console } = parts;
    const page = console.deployment(on.deploymentId);
    const way = parts.applications[application.template];
    if (way === undefined)
      return refused(
        `${TEMPLATE_WORDS[application.template]} is no kind of application that is configured for DataRobot; ${enumerated(configured(parts.applications)) || "none"} is. Choose another one, or create it there: ${page}`,
      );
    if (application.sharing !== "only-me")
      return refused(
        `On DataRobot an application is made for ${SHARING_WORDS["only-me"]}. Choose that, and share it there once it is made: ${page}`,
      );
    const kept = await keptEffect(store, on.effectKey);
    const found = kept === null ? null : await lookFor(acting, on.effectKey, kept.value);
    if (found !== null) return { outcome: "done", at: found.createdAt ?? clock.now() };
    const made = madeBefore(kept?.value) ?? (await toBeMade(acting, way, application.name, on.effectKey));
    if (kept === null) {
      const value: KeptEffect = { by: on.as, at: clock.now(), made, links: null };
      if (!(await keepEffect(store, on.effectKey, { rev: 0, value }))) return notKept;
    }
    const answer = await sendFor(acting, way, { ...on, name: made.name });
    if ("ended" in answer) return answer.ended;
    if (answer.outcome !== "answered") return notDone(answer, page);
    const id = madeId.safeParse(answer.body).data?.id ?? null;
    const held = await keptEffect(store, on.effectKey);
    if (held !== null && id !== null)
      await keepEffect(store, on.effectKey, {
        rev: held.rev,
        value: { ...held.value, made: { ...made, id } },
      });
    const at = clock.now();
    if (answer.location === null && answer.status !== 202) return { outcome: "done", at };
    return accepted("create-application", { location: answer.location, by: on.as, at });
  });

const madeBefore = (kept: KeptEffect | undefined): MadeApplication | null =>
  kept?.made?.kind === "application" ? kept.made : null;

/** Where neither name nor description can carry our key, what is there already is told from what will come. */
const toBeMade = async (
  reads: Reads,
  { kind: family }: ApplicationWay,
  name: string,
  effectKey: string,
): Promise<MadeApplication> => ({
  kind: "application",
  family,
  name: family === "template" ? `${name} (${mark(effectKey)})` : name,
  id: null,
  others: family === "qanda" ? (await all(reads, family)).map(({ id }) => id) : [],
});

async function sendFor(
  acting: Acting,
  way: ApplicationWay,
  { deploymentId, effectKey, name }: { deploymentId: string; effectKey: string; name: string },
): Promise<WriteAnswer | { readonly ended: EffectAnswer }> {
  switch (way.kind) {
    case "no-code":
      return await acting.send("POST", pathOf("applications"), {
        body: {
          ...(way.typeId === null ? {} : { applicationTypeId: way.typeId }),
          modelDeploymentId: deploymentId,
          name,
          description: mark(effectKey),
        },
      });
    case "qanda":
      return await acting.send("POST", pathOf("customApplications", "qanda"), { body: { deploymentId } });
    case "template":
      return await fromTemplate(acting, way, { deploymentId, name });
  }
}

/** Source, its deployment, the application: what a step before the last left behind serves nothing and is visible to nobody else. */
async function fromTemplate(
  { send }: Acting,
  { templateId, parameter = TEMPLATE_PARAMETER }: Extract<ApplicationWay, { kind: "template" }>,
  { deploymentId, name }: { deploymentId: string; name: string },
): Promise<WriteAnswer | { readonly ended: EffectAnswer }> {
  const made = await send("POST", pathOf("customApplicationSources", "fromCustomTemplate"), {
    body: { customTemplateId: templateId },
  });
  if (made.outcome !== "answered") return made;
  const { id, latestVersion } = applicationSource.safeParse(made.body).data ?? {};
  if (id === undefined || latestVersion?.id === undefined)
    return {
      ended: { outcome: "failed", sentence: "DataRobot made a source of the template without a version." },
    };
  const told = await send("PATCH", pathOf("customApplicationSources", id, "versions", latestVersion.id), {
    body: {
      runtimeParameterValues: JSON.stringify([
        { fieldName: parameter, type: "deployment", value: deploymentId },
      ]),
    },
  });
  if (told.outcome !== "answered") return told;
  return await send("POST", pathOf("customApplications"), {
    body: { name, applicationSourceVersionId: latestVersion.id },
  });
}

const MOST_LOOKED_AT = 100;

/** Of the account, newest first where DataRobot sorts them. Throws `PlatformUnavailable`. */
async function all({ list }: Reads, family: MadeApplication["family"]): Promise<readonly ApplicationMade[]> {
  const path = family === "no-code" ? pathOf("applications") : pathOf("customApplications");
  const query = family === "no-code" ? {} : { orderBy: "-createdAt" };
  return (await list(path, applicationMade, MOST_LOOKED_AT, query)) ?? [];
}

/** What this effect made, if it made anything. */
async function lookFor(
  reads: Reads,
  effectKey: string,
  { made, at }: KeptEffect,
): Promise<ApplicationMade | null> {
  if (made?.kind !== "application") return null;
  if (made.id !== null) {
    const path = made.family === "no-code" ? "applications" : "customApplications";
    return await reads.get(pathOf(path, made.id), applicationMade);
  }
  const there = await all(reads, made.family);
  switch (made.family) {
    case "no-code":
      return there.find(({ description }) => description?.includes(mark(effectKey))) ?? null;
    case "template":
      return there.find(({ name }) => name === made.name) ?? null;
    case "qanda": {
      // It carries nothing of ours: of this account's, one that was not there before. A minute for clocks that are not the same.
      const fresh = there.filter(
        ({ id, createdAt }) => !made.others.includes(id) && (createdAt === null || createdAt >= at - 60_000),
      );
      return fresh.at(-1) ?? null;
    }
  }
}

/** Epoch ms of its creation; null: none is found. Throws `PlatformUnavailable`. */
export async function applicationMadeBy(parts: EffectParts, effectKey: string): Promise<number | null> {
  const kept = await keptEffect(parts.store, effectKey);
  if (kept?.value.made?.kind !== "application") return null;
  const account = await parts.linkedAccounts.tokenOf(kept.value.by);
  if (account === null) return null;
  const found = await lookFor(readsAs(parts.client, account), effectKey, kept.value);
  return found === null ? null : (found.createdAt ?? kept.value.at);
}
