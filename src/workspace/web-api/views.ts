// views.*: triggers, hashes, the stack of three, Home.
import type { Context } from "../context.ts";
import { isRecord } from "../elements.ts";
import { refusalOfView } from "../payload-check.ts";
import type { Json, WorkspaceView } from "../state.ts";
import type { Trigger } from "../triggers.ts";
import { externalIdTaken, openModal, publishHome, pushModal, stackOf, updateView } from "../views.ts";
import {
  type Answer,
  type Args,
  botMethod,
  findPerson,
  type Method,
  missingArgument,
  type Refused,
  refuse,
  textOf,
} from "./method.ts";

const shown = (view: WorkspaceView): Answer => ({ ok: true, view: structuredClone(view) });

async function givenView(
  context: Context,
  args: Args,
  type: "modal" | "home" | null,
  except?: string,
): Promise<Json | Refused> {
  if (!isRecord(args.view)) return missingArgument("view");
  const refusal = await refusalOfView(context, args.view, type);
  if (refusal) return refuse(refusal.error, { ...refusal });
  if (externalIdTaken(context, args.view, except)) return refuse("duplicate_external_id");
  return args.view;
}

const isRefused = (value: Json | Refused): value is Refused =>
  value.ok === false && typeof value.error === "string";

function trigger(context: Context, args: Args): { id: string; trigger: Trigger } | Refused {
  const id = textOf(args, "trigger_id");
  if (id === undefined) return missingArgument("trigger_id");
  const found = context.triggers.look(id);
  return typeof found === "string" ? refuse(found) : { id, trigger: found };
}

async function open(context: Context, args: Args): Promise<Answer> {
  // The trigger's age is that of the request's arrival; a refused view is told first and does not use it up.
  const found = trigger(context, args);
  const view = await givenView(context, args, "modal");
  if (isRefused(view)) return view;
  if ("error" in found) return found;
  context.triggers.use(found.id);
  return shown(openModal(context, found.trigger.person, view, found.trigger.channel));
}

async function push(context: Context, args: Args): Promise<Answer> {
  // The trigger's age is that of the request's arrival; a refused view is told first and does not use it up.
  const found = trigger(context, args);
  const view = await givenView(context, args, "modal");
  if (isRefused(view)) return view;
  if ("error" in found) return found;
  const { person, view: from } = found.trigger;
  // Only a trigger from inside an open modal can put another one on top of it.
  if (from === null || !stackOf(context, person).includes(from)) return refuse("invalid_trigger_id");
  const pushed = pushModal(context, person, view);
  if (pushed === null) return refuse("push_limit_reached");
  context.triggers.use(found.id);
  return shown(pushed);
}

async function update(context: Context, args: Args): Promise<Answer> {
  const id = textOf(args, "view_id");
  const externalId = textOf(args, "external_id");
  if (id === undefined && externalId === undefined) return missingArgument("view_id");
  const open = [...context.state.views.values()].find(({ view }) =>
    id !== undefined ? view.id === id : view.external_id === externalId,
  );
  if (open === undefined) return refuse("not_found");
  const view = await givenView(context, args, open.view.type, open.view.id);
  if (isRefused(view)) return view;
  const hash = textOf(args, "hash");
  if (hash !== undefined && hash !== open.view.hash) return refuse("hash_conflict");
  return shown(updateView(context, open, view));
}

async function publish(context: Context, args: Args): Promise<Answer> {
  const user = textOf(args, "user_id");
  if (user === undefined) return missingArgument("user_id");
  const person = findPerson(context, user);
  if (person === null || person.deleted) return refuse("user_not_found");
  if (!context.grants.homeTab) return refuse("not_enabled");
  const view = await givenView(context, args, "home");
  if (isRefused(view)) return view;
  const hash = textOf(args, "hash");
  const home = context.state.views.get(context.state.homes.get(user) ?? "");
  if (hash !== undefined && home !== undefined && hash !== home.view.hash) return refuse("hash_conflict");
  return shown(publishHome(context, user, view));
}

export const viewsMethods: Readonly<Record<string, Method>> = {
  "views.open": botMethod(null, open),
  "views.push": botMethod(null, push),
  "views.update": botMethod(null, update),
  "views.publish": botMethod(null, publish),
};
