import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The key that wraps all others: on this machine a file of its own that only its owner reads. */
export class MasterKey {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * Of a data folder; made at the first start.
   * @throws Error where the file is not what was written: without it no secret can be opened
   */
  static of(dataFolder: string): MasterKey {
    const file = join(dataFolder, "master-key");
    if (!existsSync(file)) {
      const text = `${randomBytes(keyBytes).toString("base64")}\n`;
      // Under its name it is whole: half a key would be worse than none.
      writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    }
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
    if (key.length === keyBytes) return new MasterKey(key);
    throw new Error(
      `${file} is not a key: put the right file back, or start with an empty folder.`,
    );
  }

  static random(): MasterKey {
    return new MasterKey(randomBytes(keyBytes));
  }

  /** `binding` must be told again to unwrap. */
  wrap(plain: Uint8Array, binding: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(binding));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined for what was wrapped by another key, or with another binding. */
  unwrap(wrapped: Uint8Array, binding: string): Buffer | undefined {
    try {
      const nonce = wrapped.subarray(0, nonceBytes);
      const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(binding));
      decipher.setAuthTag(wrapped.subarray(-tagBytes));
      const plain = decipher.update(wrapped.subarray(nonceBytes, -tagBytes));
      return Buffer.concat([plain, decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
