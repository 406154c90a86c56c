// Where the platform has a word of its own on a replacement, that word decides; our own comparison gives it the compared values, and where
// the two say otherwise people are shown both (design section 8).
import {
  type AssessedCheck,
  CHECK_NAMES,
  type CheckName,
  type CheckResult,
  type CheckStatus,
  type PlatformCheck,
  type Verdict,
} from "./check.ts";
import { worst } from "./validate.ts";

/** What the platform itself says of a replacement. */
export interface PlatformVerdict {
  readonly status: CheckStatus;
  /** Sentence of the platform's, foreign text. */
  readonly message: string;
  /** By the platform's own names, which grow. */
  readonly checks: readonly SaidCheck[];
}

interface SaidCheck {
  readonly name: string;
  /** Which of our own compares the same; null: none. */
  readonly check: CheckName | null;
  readonly status: CheckStatus;
  readonly message: string;
}

/**
 * The platform's checks in the order of ours, then those that compare nothing that we know; then ours that the platform does not name,
 * which never fail: they decide nothing. The status is the platform's.
 */
export function underPlatformVerdict(
  ours: Pick<Verdict, "checks">,
  said: PlatformVerdict,
): { readonly status: CheckStatus; readonly checks: readonly AssessedCheck[] } {
  const place = ({ check }: SaidCheck): number =>
    check === null ? CHECK_NAMES.length : CHECK_NAMES.indexOf(check);
  const rows = said.checks.toSorted((a, b) => place(a) - place(b));
  const theirs = rows.map((row) => platformCheck(row, ours.checks, rows));
  const left = ours.checks.filter(({ check }) => !rows.some((row) => row.check === check)).map(beside);
  return { status: said.status, checks: [...unexplained(said), ...theirs, ...left] };
}

function platformCheck(
  said: SaidCheck,
  ours: readonly CheckResult[],
  rows: readonly SaidCheck[],
): PlatformCheck {
  const { name, check, status, message } = said;
  const alike = check === null ? [said] : rows.filter((row) => row.check === check);
  // Several of the platform's may compare what one of ours does: the worst of them has the values, once.
  const decides = worst(alike.map((row) => row.status));
  const speaks = alike.find((row) => row.status === decides) === said;
  const own = speaks ? ours.find((one) => one.check === check) : undefined;
  const differs = own?.evaluated === true && (own.status === "failing") !== (decides === "failing");
  return {
    check: `platform:${name}`,
    name,
    pairsWith: check,
    status,
    evaluated: true,
    sentence: message.trim() === "" ? "The platform says no more than this." : message,
    compared: own?.compared ?? null,
    items: own?.items ?? [],
    ourRule: false,
    ours: own !== undefined && differs ? { status: own.status, sentence: own.sentence } : null,
  };
}

/** What we find and the platform does not look at. */
const beside = (own: CheckResult): CheckResult =>
  own.status === "passing"
    ? own
    : {
        ...own,
        status: "warning",
        ourRule: true,
        sentence: `${own.sentence} The platform names no such check, so this decides nothing.`,
      };

/** A verdict for which no check of it stands is a row by itself: nobody is refused without a reason. */
function unexplained({ status, message, checks }: PlatformVerdict): PlatformCheck[] {
  if (status === "passing" || checks.some((check) => check.status === status)) return [];
  const whole = { name: "verdict", check: null, status, message };
  return [platformCheck(whole, [], [whole])];
}
