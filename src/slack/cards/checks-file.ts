// Everything that the checks found, uncut, as a text file in the thread of a card.

import { changeOf } from "../../actions/request-words.ts";
import { oneLine, utc } from "../../block-kit/text.ts";
import { type AssessedCheck, differs } from "../../deployments/validation/check.ts";
import { checkTitle } from "../../deployments/words.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { countWords, worstFirst } from "./checks.ts";
import { CHECK_STATUS } from "./state-words.ts";

export interface TextFile {
  readonly filename: string;
  readonly title: string;
  readonly text: string;
}

/** Null before the checks are done. */
export function checksFile(request: ChangeRequest): TextFile | null {
  const { assessment, reference, edition } = request;
  if (assessment === null) return null;
  const lines = [
    `Checks of ${reference}, edition ${edition}`,
    `Deployment: ${oneLine(request.deploymentLabel)} (${request.deploymentId})`,
    `Change: ${oneLine(changeOf(request).from)} → ${oneLine(changeOf(request).to)}`,
    `Checked: ${utc(assessment.at)}`,
    `Result: ${CHECK_STATUS[assessment.status].word} (${countWords(assessment.checks)})`,
    "",
    ...worstFirst(assessment.checks).flatMap(checkText),
  ];
  return {
    filename: `checks-${fileSafe(reference)}-${edition}.txt`,
    title: `All checks of ${reference}, edition ${edition}`,
    text: `${lines.join("\n")}\n`,
  };
}

function checkText(check: AssessedCheck): string[] {
  const notes = [
    ...(check.evaluated ? [] : ["not evaluated: facts are missing"]),
    ...(check.ourRule ? ["severity is our rule"] : []),
  ];
  return [
    `${CHECK_STATUS[check.status].word.toUpperCase()}  ${oneLine(checkTitle(check))}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`,
    `  ${oneLine(check.sentence)}`,
    ...(check.compared === null
      ? []
      : [
          `  Champion:  ${oneLine(check.compared.champion)}`,
          `  Candidate: ${oneLine(check.compared.candidate)}`,
        ]),
    ...(differs(check)
      ? [`  Our own comparison: ${CHECK_STATUS[check.ours.status].word}: ${oneLine(check.ours.sentence)}`]
      : []),
    ...(check.items.length === 0 ? [] : [`  Items (${check.items.length}):`]),
    ...check.items.map((item) => `    ${oneLine(item)}`),
    "",
  ];
}

/** Letters, digits, dots and dashes: a reference is one of ours, but a file name is no place for trust. */
export const fileSafe = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, "-").slice(0, 60);
