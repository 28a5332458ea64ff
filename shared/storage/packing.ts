import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Most of what is packed fits: the usual buffer is four times as large, and is made at each call. */
const options = { chunkSize: 4_096 };

/** A value as deflated JSON: names repeat themselves, and what an item costs follows its size. */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  return deflateRawSync(JSON.stringify(value), options);
}

export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes, options).toString("utf8"));
}
