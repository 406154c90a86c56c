// auth.test, team.info, apps.connections.open, api.test, blocks.validate.
import type { AuthTestResponse } from "@slack/web-api";
import type { Context } from "../context.ts";
import { isRecord } from "../elements.ts";
import { APP, BOT, BOT_NAME, BOT_USER, TEAM, TEAM_DOMAIN } from "../people.ts";
import { type Answer, type Args, botMethod, type Method, refuse } from "./method.ts";

function authTest(context: Context): Answer {
  return {
    ok: true,
    url: `${context.baseUrl()}/`,
    team: "Pointsman",
    user: BOT_NAME,
    team_id: TEAM,
    user_id: BOT_USER,
    bot_id: BOT,
    is_enterprise_install: false,
  } satisfies AuthTestResponse;
}

const teamInfo = (): Answer => ({
  ok: true,
  team: { id: TEAM, name: "Pointsman", domain: TEAM_DOMAIN, email_domain: "example.com" },
});

/** The address of one Socket Mode connection; its ticket works once. */
function openConnection(context: Context): Answer {
  const url = new URL(context.baseUrl());
  const ticket = context.sockets.ticket();
  return { ok: true, url: `ws://${url.host}/link/?ticket=${ticket}&app_id=${APP}` };
}

async function validateBlocks(_context: Context, args: Args): Promise<Answer> {
  const { checkMessage, checkView } = await import("../../block-kit/check.ts");
  const problems = args.view
    ? checkView(args.view)
    : checkMessage(isRecord(args.message) ? args.message : { text: "-", blocks: args.blocks });
  if (problems.length === 0) return { ok: true };
  return refuse("invalid_blocks", {
    errors: problems.map((one) => ({ pointer: one.path, code: one.code, message: one.message })),
  });
}

export const appsMethods: Readonly<Record<string, Method>> = {
  "api.test": { scope: null, token: "none", run: () => ({ ok: true }) },
  "auth.test": botMethod(null, authTest),
  "team.info": botMethod("team:read", teamInfo),
  "apps.connections.open": { scope: null, token: "app", run: openConnection },
  "blocks.validate": { scope: null, token: "none", run: validateBlocks },
};
