// Three steps: ask for an address, send the bytes there, share the file. Nothing is shown before the third.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { type CallFailure, callFailure } from "./call-failure.ts";
import type { TextFile } from "./cards/checks-file.ts";

const UPLOAD_TIMEOUT_MS = 10_000;
const UPLOAD_RETRY_MS = 10_000;

const address = z.looseObject({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) });
const opened = z.looseObject({ channel: z.looseObject({ id: z.string().min(1) }) });

/** Of bytes as they are. */
export interface BinaryFile {
  readonly filename: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Of a picture: what it says. */
  readonly altText?: string;
}

export type FileAnswer =
  | { readonly outcome: "sent"; readonly fileId: string }
  | { readonly outcome: "failed"; readonly method: string; readonly failure: CallFailure };

/** Before sharing nothing can have been shown: in doubt the whole may be done again. */
const notShown = (failure: CallFailure): CallFailure =>
  failure.kind === "unknown"
    ? { kind: "not-delivered", retryAfterMs: UPLOAD_RETRY_MS, reason: failure.reason }
    : failure;

/**
 * `channel` is a channel's id or a person's: sharing wants an id of a conversation. `to` null: shared with nobody, for the bot alone
 * to show in blocks.
 */
export async function sendFile(
  client: WebClient,
  to: { readonly channel: string; readonly threadTs: string | null } | null,
  file: TextFile | BinaryFile,
): Promise<FileAnswer> {
  const bytes = Buffer.from("bytes" in file ? file.bytes : file.text);
  let method = "files.getUploadURLExternal";
  try {
    const place = address.parse(
      await client.files.getUploadURLExternal({
        filename: file.filename,
        length: bytes.length,
        ...("altText" in file && file.altText !== undefined ? { alt_text: file.altText } : {}),
      }),
    );
    method = "upload";
    const answer = await fetch(place.upload_url, {
      method: "POST",
      body: bytes,
      headers: { "content-type": "application/octet-stream" },
      redirect: "error",
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
    if (!answer.ok) {
      return {
        outcome: "failed",
        method,
        failure: {
          kind: "not-delivered",
          retryAfterMs: UPLOAD_RETRY_MS,
          reason: `HTTP ${answer.status} for the file's bytes`,
        },
      };
    }
    method = "conversations.open";
    const share = to === null ? {} : await sharedIn(client, to);
    method = "files.completeUploadExternal";
    await client.files.completeUploadExternal({
      files: [{ id: place.file_id, title: file.title }],
      ...share,
    });
    return { outcome: "sent", fileId: place.file_id };
  } catch (error) {
    const failure = callFailure(error);
    return {
      outcome: "failed",
      method,
      failure: method === "files.completeUploadExternal" ? failure : notShown(failure),
    };
  }
}

async function sharedIn(
  client: WebClient,
  to: { readonly channel: string; readonly threadTs: string | null },
): Promise<{ channel_id: string; thread_ts?: string }> {
  const channel = /^[UW]/.test(to.channel)
    ? opened.parse(await client.conversations.open({ users: to.channel })).channel.id
    : to.channel;
  return { channel_id: channel, ...(to.threadTs === null ? {} : { thread_ts: to.threadTs }) };
}
