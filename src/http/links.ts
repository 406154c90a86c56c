// Signed links to the bot's own pages: what a link is for stands in it, under a MAC. Whether it may still be used is not decided here.
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { deploymentId, requestId } from "../deployments/ids.ts";
import type { Link, Links } from "../ports/links.ts";
import { deploymentAddress, deploymentInAddress } from "./deployment-page.ts";

/** Part of what is signed, so that a MAC made for anything else is none here. */
const CONTEXT = "pointsman link v1\n";
/** Far above any link of ours; what is longer is not looked at. */
const LONGEST_TOKEN = 2_500;

export const PATHS: Readonly<Record<Link["purpose"], string>> = {
  "scoring-code": "download",
  application: "application",
  account: "account",
};

const base = {
  id: z.string().min(1),
  actor: z.object({
    installation: z.string(),
    enterprise: z.string().nullable(),
    team: z.string(),
    user: z.string(),
  }),
  person: z.string().min(1),
  expiresAt: z.number().int(),
};

const deployment = z.string().min(1).transform(deploymentId);

const linkSchema: z.ZodType<Link> = z.discriminatedUnion("purpose", [
  z.object({
    ...base,
    purpose: z.literal("scoring-code"),
    deployment,
    request: z.string().min(1).transform(requestId),
    edition: z.number().int(),
  }),
  z.object({ ...base, purpose: z.literal("application"), deployment, application: z.string().min(1) }),
  z.object({ ...base, purpose: z.literal("account") }),
]);

export interface SignedLinks extends Links {
  /** The link in a token of ours; null for everything else. It may be too old. */
  read(token: string): Link | null;
}

const macOf = (key: Uint8Array, payload: string): Buffer =>
  createHmac("sha256", key).update(CONTEXT).update(payload).digest();

/**
 * `keys`: the first one signs, all are read. `publicUrl` null: links lead to `ownAddress`, asked for at each link, since a port may be
 * known late. `everybodyIsHere`: who uses the bot is on its own computer, so that the own address is one for all of them.
 */
export function createLinks(options: {
  readonly keys: readonly [Uint8Array, ...Uint8Array[]];
  readonly publicUrl: string | null;
  readonly ownAddress: () => string;
  readonly everybodyIsHere?: boolean;
}): SignedLinks {
  const { keys, publicUrl, ownAddress } = options;
  const base = (): string => (publicUrl ?? ownAddress()).replace(/\/+$/, "");
  const isReached = publicUrl !== null || options.everybodyIsHere === true;
  return {
    ofDeployment: (deployment) => (isReached ? deploymentAddress(base(), deployment) : null),
    deploymentIn: (address) => deploymentInAddress(base(), address),
    isPublic: publicUrl !== null,
    address(link) {
      const payload = Buffer.from(JSON.stringify(link)).toString("base64url");
      const token = `${payload}.${macOf(keys[0], payload).toString("base64url")}`;
      // In the query: it is left out of logs, which is where paths go.
      return `${base()}/${PATHS[link.purpose]}?token=${token}`;
    },
    read(token) {
      const match = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/.exec(token.slice(0, LONGEST_TOKEN + 1));
      const [, payload, given] = match ?? [];
      if (payload === undefined || given === undefined || token.length > LONGEST_TOKEN) return null;
      const mac = Buffer.from(given, "base64url");
      if (!keys.some((key) => timingSafeEqual(macOf(key, payload), mac))) return null;
      // Under the MAC it is our own JSON; its shape may be that of another version.
      const parsed = linkSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      return parsed.success ? parsed.data : null;
    },
  };
}
