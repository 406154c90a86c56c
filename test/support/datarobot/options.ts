// How the fake behaves where the reference leaves it open, or where a test wants it otherwise.
export interface Options {
  /** How long asynchronous work takes, in ms of the clock. */
  workMs: number;
  /** Added before each answer, in real ms. */
  latencyMs: number;
  /** Reads of a deployment that show the champion of before, after the work of a replacement ended. */
  staleReads: number;
  /** Reads of a deployment that still find it after it was deleted. */
  lingeringReads: number;
  /** What a direct call gets that a policy covers: which code it is, is not known. */
  policyRefusal: 403 | 409 | 422;
  /** A path without its slash at the end. */
  withoutSlash: "not-found" | "redirect";
  /** A replacement on an inactive deployment has been seen to hang. */
  inactiveReplacement: "works" | "hangs";
  /**
   * A replacement by the very package of a challenger: refused since it is one already, or the promotion that the product has, by which
   * the champion takes its place.
   */
  promotion: "refused" | "swaps";
  /** Codes that the reference leaves open. */
  codes: {
    createUseCase: 200 | 201;
    link: 200 | 201;
    unlink: 200 | 204;
    alreadyLinked: 409 | 422;
    noScoringCode: 404 | 422;
    works: 200 | 202;
  };
  /** Which deployments a Q&A application may be made of; the sample fleet has none that generates text. */
  qanda: "text-generation" | "any";
  /** Null: no limit. */
  activeLimit: number | null;
  /** Older servers have none: `modelPackage.registeredModelId`, capabilities as a list, otel logs. */
  newer: boolean;
}

export const DEFAULTS: Options = {
  workMs: 20,
  latencyMs: 0,
  staleReads: 1,
  lingeringReads: 2,
  policyRefusal: 403,
  withoutSlash: "not-found",
  inactiveReplacement: "works",
  promotion: "refused",
  codes: { createUseCase: 201, link: 201, unlink: 204, alreadyLinked: 422, noScoringCode: 404, works: 202 },
  qanda: "text-generation",
  activeLimit: null,
  newer: true,
};
