// Applications that were created from a deployment: a page for people who want predictions. Reference: deployment actions, section 3.3.
import { isProtected } from "./addresses.ts";
import type { PersonId } from "./ids.ts";

/** What the page does: score one row, compare two, or score a file. */
export const APPLICATION_TEMPLATES = ["predictor", "what-if", "batch"] as const;
export type ApplicationTemplate = (typeof APPLICATION_TEMPLATES)[number];

/** Who may open it: its creator alone, or everybody with whom the deployment is shared. */
export const APPLICATION_SHARINGS = ["only-me", "everybody"] as const;
export type ApplicationSharing = (typeof APPLICATION_SHARINGS)[number];

export interface Application {
  /** Carries the change request that it was created by, so that a creation whose answer was lost is found again. */
  readonly id: string;
  readonly template: ApplicationTemplate;
  readonly name: string;
  readonly sharing: ApplicationSharing;
  readonly creator: { readonly id: PersonId; readonly email: string | null; readonly name: string };
  readonly createdAt: number;
}

export const APPLICATION_NAME_LENGTH = 100;
/** Of one deployment. A card lists them, and nobody makes more by hand. */
export const MOST_APPLICATIONS = 50;

export const TEMPLATE_WORDS: Readonly<Record<ApplicationTemplate, string>> = {
  predictor: "Predictor",
  "what-if": "What-if",
  batch: "Batch",
};
export const SHARING_WORDS: Readonly<Record<ApplicationSharing, string>> = {
  "only-me": "only the creator",
  everybody: "everybody the deployment is shared with",
};

/**
 * Where predictions may be asked for: `https`, or this computer. Null: it may not, or it is no address. Credentials in an address would
 * be shown to whoever reads it.
 */
export function predictionAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return null;
  return isProtected(url) ? url.href : null;
}
