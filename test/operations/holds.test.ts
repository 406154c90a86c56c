// A process that dies while it calls the platform or Slack holds nothing any more, whoever writes its records before the next one has
// looked at them.
import { expect, test } from "vitest";
import { SECOND } from "../../src/operations/timing.ts";
import { value } from "../support/answers.ts";
import { confirm } from "../support/asking.ts";
import { type MortalRig, mortalRig } from "../support/mortal-process.ts";

/** What is promised after a kill, and less than a hold lasts. */
const SOON = 10 * SECOND;
const MOST_STEPS = 60;

/** Asked in a window that is open, and checked. */
async function checked({ rig }: MortalRig) {
  const { id } = value(
    await rig.operations.ask(rig.actor("olivia"), {
      action: "create-application",
      deploymentId: await rig.byLabel("card-default"),
      deploymentLabel: "card-default",
      input: { template: "predictor", name: "Will they pay?", sharing: "everybody" },
      comment: "",
      apply: "on-approval",
      origin: { viewId: "V1", channel: null },
      wishKey: "V1",
    }),
  );
  await rig.settle();
  return await rig.request(id);
}

test.each([{ executed: false }, { executed: true }])(
  "whatever step it died at (executed: $executed), its card says Done soon, also when the window is closed before that",
  async ({ executed }) => {
    let steps = 0;
    for (let nth = 1; nth < MOST_STEPS; nth += 1) {
      const mortal = await mortalRig();
      const { rig } = mortal;
      const request = await checked(mortal);
      const died = await mortal.dieAt(nth, executed, async () => {
        value(await confirm(rig, "olivia", request));
        await rig.settle(SECOND);
      });
      // The next process hears of this before it has looked at what is due, and writes request and card.
      await rig.operations.viewClosed(rig.actor("olivia"), "V1");
      if ((await rig.request(request.id)).state.name === "checked")
        value(await confirm(rig, "olivia", request));
      const began = rig.clock.now();
      await rig.settle(SOON);
      const card = rig.messenger.of("request-card").at(-1);
      expect({ nth, state: card?.view.request.state.name, soon: rig.clock.now() - began <= SOON }).toEqual({
        nth,
        state: "succeeded",
        soon: true,
      });
      await rig.store.close();
      if (!died) break;
      steps = nth;
    }
    expect(steps).toBeGreaterThan(4);
  },
);
