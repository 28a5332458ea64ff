import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { z } from "zod";
import { PermanentError } from "../../runtime/errors.ts";
import { type Moment, msSince, thisMoment } from "../../runtime/moment.ts";
import type { KeyService, SealContext } from "./key-service.ts";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Until then an opened data key is kept in memory; a disabled one is of no more use after it. */
const keptMs = 300_000;
const mostKept = 1_000;

/** As stored, both in base64: the wrapped data key, and nonce, sealed text and tag. */
export const Sealed = z.object({ key: z.string(), box: z.string() });
export type Sealed = z.infer<typeof Sealed>;

interface Kept {
  readonly key: Promise<KeyObject>;
  readonly since: Moment;
  /** What was opened with it last: connections are read for each webhook. */
  opened?: { readonly box: string; readonly text: string };
}

/**
 * Envelope encryption: each text has a data key of its own, which the key service wraps. The
 * context is bound twice, in the wrapped key and in the sealed text, so that neither can be
 * moved to another item.
 */
export class Sealer {
  readonly #keys: KeyService;
  readonly #kept = new Map<string, Kept>();

  constructor(keys: KeyService) {
    this.#keys = keys;
  }

  async seal(text: string, context: SealContext): Promise<Sealed> {
    const { plain, wrapped } = await this.#keys.newDataKey(context);
    const key = Buffer.from(wrapped).toString("base64");
    const dataKey = createSecretKey(plain);
    this.#keep(nameOf(key, context), Promise.resolve(dataKey));
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, dataKey, nonce, { authTagLength: tagBytes });
    cipher.setAAD(bytesOf(context));
    const box = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
    return { key, box: Buffer.concat(box).toString("base64") };
  }

  /** Throws `PermanentError` for what was altered, or sealed in another context. */
  async open({ key, box }: Sealed, context: SealContext): Promise<string> {
    const kept = this.#opened(key, context);
    const dataKey = await kept.key;
    if (kept.opened?.box === box) return kept.opened.text;
    const text = textOf(box, dataKey, context);
    kept.opened = { box, text };
    return text;
  }

  #opened(key: string, context: SealContext): Kept {
    const name = nameOf(key, context);
    const known = this.#kept.get(name);
    if (known !== undefined && msSince(known.since) < keptMs) return known;
    const wrapped = Buffer.from(key, "base64");
    const opening = this.#keys.openDataKey(wrapped, context).then(createSecretKey);
    // A failure is not remembered.
    opening.catch(() => this.#kept.delete(name));
    return this.#keep(name, opening);
  }

  #keep(name: string, key: Promise<KeyObject>): Kept {
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const kept = { key, since: thisMoment() };
    this.#kept.set(name, kept);
    return kept;
  }
}

function textOf(box: string, dataKey: KeyObject, context: SealContext): string {
  const bytes = Buffer.from(box, "base64");
  try {
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv(algorithm, dataKey, nonce, { authTagLength: tagBytes });
    decipher.setAAD(bytesOf(context));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new PermanentError("A stored secret was altered: connect again.", { cause });
  }
}

function nameOf(key: string, context: SealContext): string {
  return `${key} ${bytesOf(context).toString("utf8")}`;
}

/** The same bytes for the same context, in whatever order it was written. */
function bytesOf(context: SealContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(byName)), "utf8");
}

function byName([one]: [string, string], [other]: [string, string]): number {
  return one < other ? -1 : 1;
}
