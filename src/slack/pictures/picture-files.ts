// Pictures as files of Slack, shared with nobody: only the bot can show them in its blocks, and no address leads to them from outside.
import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Log } from "../../operations/surprise.ts";
import { sendFile } from "../send-file.ts";
import { pngOf } from "./png.ts";

export interface DrawnPicture {
  readonly svg: string;
  readonly filename: string;
  readonly title: string;
  readonly altText: string;
}

export interface PictureFiles {
  /** Slack's id of the file, drawn and uploaded when it is not there yet. Null, and logged: there is no picture now. */
  fileOf(picture: DrawnPicture): Promise<string | null>;
  /** Slack does not show this one any more: the next time it is uploaded anew. */
  forget(picture: DrawnPicture): void;
}

/** Many look at one deployment in the same minutes: equal pictures are uploaded once. */
const REMEMBERED = 100;

export function pictureFiles({
  client,
  log,
}: {
  readonly client: WebClient;
  readonly log: Log;
}): PictureFiles {
  const files = new LRUCache<string, Promise<string | null>>({ max: REMEMBERED });

  async function made({ svg, ...words }: DrawnPicture): Promise<string | null> {
    try {
      const sent = await sendFile(client, null, { ...words, bytes: await pngOf(svg) });
      if (sent.outcome === "sent") return sent.fileId;
      log.warn("slack.picture.not-uploaded", { method: sent.method, ...sent.failure });
    } catch (error) {
      log.error("slack.picture.not-drawn", { reason: error instanceof Error ? error.message : "" });
    }
    return null;
  }

  const keyOf = ({ svg, filename, title }: DrawnPicture): string => `${filename}\n${title}\n${svg}`;
  return {
    async fileOf(picture) {
      const key = keyOf(picture);
      const file = files.get(key) ?? made(picture);
      files.set(key, file);
      const id = await file;
      if (id === null) files.delete(key);
      return id;
    },
    forget: (picture) => void files.delete(keyOf(picture)),
  };
}
