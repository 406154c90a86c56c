// A mail server for tests of the operations: keeps every letter, and answers as the port says.
import type { Letter, Mail, MailAnswer } from "../../src/ports/mail.ts";

export interface RecordingMail extends Mail {
  readonly letters: Letter[];
  /** Answers the next letters so instead of taking them; `took`: it has them all the same. */
  fail(fault: { readonly times: number; readonly answer: MailAnswer; readonly took?: boolean }): void;
}

export function recordingMail(): RecordingMail {
  const letters: Letter[] = [];
  let fault: { times: number; readonly answer: MailAnswer; readonly took?: boolean } | null = null;
  return {
    letters,
    fail: (next) => {
      fault = { ...next };
    },
    send: async (letter) => {
      if (fault === null || fault.times === 0) {
        letters.push(letter);
        return { outcome: "sent" };
      }
      fault.times -= 1;
      if (fault.took === true) letters.push(letter);
      return fault.answer;
    },
    check: async () => ({ outcome: "ready" }),
  };
}
