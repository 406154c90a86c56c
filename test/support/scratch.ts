// Folders for tests in which it counts what a store answers, not what survives on a disk.
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In memory where the system has such a place: every commit waits for its disk, and thousands of them wait long. */
const place = (): string => (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());

/** A new folder, to be removed by its test. */
export const scratchDir = (prefix: string): string => mkdtempSync(join(place(), prefix));
