// What holds for every action that changes something: when the answer was lost and the platform stays away for longer than the bot
// goes on asking, the request is `unknown` only until the platform can be read again. It is never sent a second time.
import { afterEach, describe, expect, test } from "vitest";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { busyRecordId } from "../../src/operations/request-record.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import { type Platform, PlatformUnavailable } from "../../src/ports/platform.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm } from "../support/asking.ts";
import { EFFECT_NAMES, type EffectName, wishFor } from "../support/every-effect.ts";
import { firstAnswerLost, type LostAnswer, UNREACHED } from "../support/lost-answers.ts";
import { AUDIT_KEY, type OperationsRig, operationsRig } from "../support/operations-rig.ts";

const MINUTE = 60_000;

let rig: OperationsRig;
afterEach(() => rig.store.close());

interface Doubt {
  readonly action: EffectName;
  readonly executed: boolean;
  /** Whether the platform keeps the keys of effects. */
  readonly keys: boolean;
}

const DOUBTS: readonly Doubt[] = EFFECT_NAMES.flatMap((action) =>
  [true, false].flatMap((executed) => [true, false].map((keys) => ({ action, executed, keys }))),
);

/** What these leave behind can be told from what was there before by the key alone. */
const SEEN_BY_KEY_ALONE: readonly EffectName[] = ["relaunch", "scoring-code"];

function endOf({ action, executed, keys }: Doubt): { readonly state: string; readonly says?: RegExp } {
  const nothing = { state: "failed", says: /It did not happen/ };
  if (!executed) return nothing;
  // Only the first of its two calls went through: what it left behind is named.
  if (action === "use-cases") return { state: "failed", says: /Late payers was created all the same/ };
  return !keys && SEEN_BY_KEY_ALONE.includes(action) ? nothing : { state: "succeeded" };
}

/** The platform is away as soon as the first effect was sent, until `back` is called. */
function goesAway({ executed, keys }: Doubt) {
  const lost: LostAnswer = { what: "", executed, answer: { outcome: "unknown", sentence: "Lost." } };
  const first = firstAnswerLost(lost);
  let away = false;
  const act = async <T>(real: () => Promise<T>) => {
    if (away) return UNREACHED;
    const answer = await first.call(real);
    away = first.calls === 1;
    if (answer === "throws") throw new Error("Not asked for.");
    return answer;
  };
  const read =
    <A extends readonly unknown[], T>(real: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (away) throw new PlatformUnavailable("Away.");
      return await real(...args);
    };
  return {
    get calls() {
      return first.calls;
    },
    back: () => {
      away = false;
    },
    wrap: (platform: Platform): Platform => ({
      ...platform,
      recordsEffectKeys: keys,
      change: (command) => act(() => platform.change(command)),
      replaceModel: (command) => act(() => platform.replaceModel(command)),
      createUseCase: (command) => act(() => platform.createUseCase(command)),
      effect: read(async (key) => (keys ? await platform.effect(key) : null)),
      deployment: read(platform.deployment),
      overview: read(platform.overview),
      packages: read(platform.packages),
      useCases: read(platform.useCases),
      useCasesById: read(platform.useCasesById),
      useCaseMadeBy: read(platform.useCaseMadeBy),
      former: read(platform.former),
      formerCalled: read(platform.formerCalled),
      statistics: read(platform.statistics),
      scoringCode: read(platform.scoringCode),
    }),
  };
}

describe("an effect of which nobody knows", () => {
  test.each(DOUBTS)("ends by itself: $action, executed: $executed, keys: $keys", async (doubt) => {
    const platform = goesAway(doubt);
    rig = await operationsRig({ policies: NO_POLICIES, wrapPlatform: platform.wrap });
    const request = await askFor(rig, "olivia", await wishFor(rig, doubt.action));
    value(await confirm(rig, "olivia", request));
    await rig.pass(10 * MINUTE);
    const between = await rig.request(request.id);
    expect(between.state.name).toBe("unknown");
    // Until it is known, nothing else happens there.
    expect(await rig.store.get(busyRecordId(request.deploymentId))).not.toBeNull();

    platform.back();
    await rig.pass(120 * MINUTE);
    const { state } = await rig.request(request.id);
    const { state: name, says } = endOf(doubt);
    expect(state.name).toBe(name);
    if (says !== undefined) expect(JSON.stringify(state)).toMatch(says);
    expect(platform.calls).toBe(1);
    expect(await rig.store.get(busyRecordId(request.deploymentId))).toBeNull();
    const { findings } = await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] });
    expect(findings).toEqual([]);
  });
});
