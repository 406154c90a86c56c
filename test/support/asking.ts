// From the form to the result, as people go who ask for something: any action, on a rig.
import type { ActionName } from "../../src/deployments/action-names.ts";
import type { Operations } from "../../src/operations/operations.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { value } from "./answers.ts";
import type { OperationsRig } from "./operations-rig.ts";

export interface Wish {
  readonly action: ActionName;
  /** Of the deployment; its id where the person sees no more of it. */
  readonly label: string;
  readonly input: Json;
}

let wishes = 0;
/** The form is submitted; nothing is checked yet. Each time it is another wish. */
export async function submit(
  rig: OperationsRig,
  name: string,
  { action, label, input }: Wish,
): ReturnType<Operations["ask"]> {
  wishes += 1;
  return await rig.operations.ask(rig.actor(name), {
    action,
    deploymentId: await rig.byLabel(label),
    deploymentLabel: label,
    input,
    comment: "",
    apply: "on-approval",
    origin: { viewId: null, channel: null },
    wishKey: `wish ${wishes}`,
  });
}

/** Submitted and checked. */
export async function askFor(rig: OperationsRig, name: string, wish: Wish): Promise<ChangeRequest> {
  const { id } = value(await submit(rig, name, wish));
  await rig.settle();
  return await rig.request(id);
}

/** The result of the checks, with every warning read, in the edition that it has before anybody revised it. */
export const confirm = (
  rig: OperationsRig,
  name: string,
  { id }: Pick<ChangeRequest, "id">,
): ReturnType<Operations["confirm"]> =>
  rig.operations.confirm(rig.actor(name), id, { edition: 1, warningsRead: true, attested: [] });

export async function confirmed(
  rig: OperationsRig,
  name: string,
  request: Pick<ChangeRequest, "id">,
): Promise<ChangeRequest> {
  value(await confirm(rig, name, request));
  await rig.settle();
  return await rig.request(request.id);
}

/** Asked, and confirmed where nothing stands before it: no refusal and no policy. */
export async function goThrough(rig: OperationsRig, name: string, wish: Wish): Promise<ChangeRequest> {
  const request = await askFor(rig, name, wish);
  return request.state.name === "checked" ? await confirmed(rig, name, request) : request;
}
