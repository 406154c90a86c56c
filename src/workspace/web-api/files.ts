// files.*: the three steps of an upload.
import type { Context } from "../context.ts";
import { isRecord } from "../elements.ts";
import { findMessage, postAsBot } from "../messages.ts";
import { refusalOfMessage } from "../payload-check.ts";
import { BOT_USER } from "../people.ts";
import type { WorkspaceFile } from "../state.ts";
import {
  type Answer,
  type Args,
  botIsIn,
  botMethod,
  findChannel,
  type Method,
  missingArgument,
  refuse,
  textOf,
} from "./method.ts";

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/json",
  txt: "text/plain",
  md: "text/markdown",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  zip: "application/zip",
  jar: "application/java-archive",
};

export function mimetypeOf(name: string): string {
  const ending = name.toLowerCase().split(".").at(-1) ?? "";
  return TYPES[ending] ?? "application/octet-stream";
}

function getUploadURLExternal(context: Context, args: Args): Answer {
  const name = textOf(args, "filename");
  const length = Number(args.length);
  if (name === undefined) return missingArgument("filename");
  if (!Number.isInteger(length) || length < 1) return missingArgument("length");
  const id = context.state.newId("F");
  const secret = context.ids.hash(context.ids.unique()).slice(0, 32);
  context.state.uploads.set(id, {
    id,
    secret,
    name,
    length,
    altText: textOf(args, "alt_text") ?? textOf(args, "alt_txt") ?? null,
    bytes: null,
    done: false,
  });
  return { ok: true, file_id: id, upload_url: `${context.baseUrl()}/upload/${id}/${secret}` };
}

async function completeUploadExternal(context: Context, args: Args): Promise<Answer> {
  const wanted = Array.isArray(args.files) ? args.files.filter(isRecord) : [];
  if (wanted.length === 0) return missingArgument("files");
  const channelId = textOf(args, "channel_id") ?? textOf(args, "channels")?.split(",")[0];
  const channel = channelId === undefined ? null : findChannel(context, channelId);
  if (channelId !== undefined && channel === null) return refuse("channel_not_found");
  if (channel?.archived) return refuse("is_archived");
  if (channel && !botIsIn(channel)) return refuse("not_in_channel");
  const threadTs = textOf(args, "thread_ts");
  if (threadTs !== undefined && channel && !findMessage(context, channel.id, threadTs)) {
    return refuse("thread_not_found");
  }
  // The comment is optional here and wins over blocks.
  const comment = textOf(args, "initial_comment");
  if (comment === undefined && Array.isArray(args.blocks)) {
    const refusal = await refusalOfMessage(context, { blocks: args.blocks, text: "file" }, "post");
    if (refusal) return refuse(refusal.error, { ...refusal });
  }
  const files: WorkspaceFile[] = [];
  for (const one of wanted) {
    const upload = context.state.uploads.get(String(one.id));
    if (upload === undefined || upload.bytes === null || upload.done) return refuse("file_not_found");
    files.push(fileOf(context, upload, typeof one.title === "string" ? one.title : upload.name));
  }
  for (const file of files) {
    const upload = context.state.uploads.get(file.id);
    if (upload) upload.done = true;
    context.state.files.set(file.id, file);
  }
  if (channel) {
    postAsBot(context, {
      channel: channel.id,
      text: comment ?? "",
      blocks: comment === undefined && Array.isArray(args.blocks) ? args.blocks : undefined,
      threadTs,
      files,
    });
  }
  context.state.changed();
  return { ok: true, files: structuredClone(files) };
}

function fileOf(
  context: Context,
  upload: { id: string; name: string; length: number; altText: string | null },
  title: string,
): WorkspaceFile {
  const url = `${context.baseUrl()}/files/${upload.id}/${encodeURIComponent(upload.name)}`;
  return {
    id: upload.id,
    name: upload.name,
    title,
    mimetype: mimetypeOf(upload.name),
    size: upload.length,
    ...(upload.altText === null ? {} : { alt_txt: upload.altText }),
    user: BOT_USER,
    created: Math.floor(context.clock.now() / 1000),
    url_private: url,
    url_private_download: `${url}?download=1`,
    permalink: url,
  };
}

export const filesMethods: Readonly<Record<string, Method>> = {
  "files.getUploadURLExternal": botMethod("files:write", getUploadURLExternal),
  "files.completeUploadExternal": botMethod("files:write", completeUploadExternal),
};
