// Ids as DataRobot writes them: 24 hexadecimal characters.
import { createHash } from "node:crypto";

/** The same for the same name: what is called `d-card-default` in the sample fleet is found by `hexId("d-card-default")` here. */
export const hexId = (name: string): string =>
  createHash("sha256").update(name, "utf8").digest("hex").slice(0, 24);

export const isHexId = (text: string): boolean => /^[0-9a-f]{24}$/i.test(text);

/** New ids, the same row in each run. */
export function idMaker(): (kind: string) => string {
  let made = 0;
  return (kind) => {
    made += 1;
    return hexId(`new ${kind} ${made}`);
  };
}
