import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { z } from "zod";

const algorithm = "RS256";

const Key = z.looseObject({ kty: z.literal("RSA"), kid: z.string(), n: z.string(), e: z.string() });
type Key = z.infer<typeof Key>;
const Keys = z.tuple([Key, Key]);
type Keys = z.infer<typeof Keys>;

/**
 * What the stand-in signs with: the present key and the one before it, whose tokens are still
 * good. They lie in a file of the data folder, so that nobody is signed out by a new start.
 */
export class SigningKeys {
  readonly #file: string;
  #keys: Promise<Keys> | undefined;

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, "sign-in-keys.json");
  }

  async sign(claims: JWTPayload): Promise<string> {
    const [present] = await this.#known();
    const key = await importJWK(present, algorithm);
    return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: present.kid }).sign(key);
  }

  /** As a JWKS shows them: their public halves. */
  async published(): Promise<{ keys: JWK[] }> {
    const keys = await this.#known();
    return {
      keys: keys.map(({ kty, kid, n, e }) => ({ kty, kid, n, e, alg: algorithm, use: "sig" })),
    };
  }

  /** Signs with a new key from now on; the tokens of the one before the last become invalid. */
  async rotate(): Promise<void> {
    const [present] = await this.#known();
    this.#keep([await newKey(), present]);
  }

  #known(): Promise<Keys> {
    this.#keys ??= this.#read();
    return this.#keys;
  }

  async #read(): Promise<Keys> {
    if (existsSync(this.#file)) return Keys.parse(JSON.parse(readFileSync(this.#file, "utf8")));
    const keys: Keys = [await newKey(), await newKey()];
    this.#keep(keys);
    return keys;
  }

  #keep(keys: Keys): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(keys), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
    this.#keys = Promise.resolve(keys);
  }
}

async function newKey(): Promise<Key> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return Key.parse({ ...(await exportJWK(privateKey)), kid: randomUUID() });
}
