import { z } from "zod";
import { Sealed, type Sealer } from "./sealer.ts";

type Members = Readonly<Record<string, unknown>>;

const Opened = z.record(z.string(), z.unknown());

/** Where an item stands: its workspace and its id, as the keys of the entity spell them. */
type Place = Readonly<Record<"pk" | "sk", string>>;

/**
 * Which members of an entity rest sealed, all in one member `sealed`. They open only where
 * they stand: copied to another item, in another workspace, they are of no use.
 */
export class SecretMembers {
  readonly #sealer: Sealer;
  readonly #names: readonly string[];

  constructor(sealer: Sealer, ...names: readonly string[]) {
    this.#sealer = sealer;
    this.#names = names;
  }

  /** The entity as it is stored. One without secrets needs no key. */
  async seal(entity: Members, { pk, sk }: Place): Promise<Members> {
    const secrets = this.plainOf(entity);
    const rest = Object.entries(entity).filter(([name]) => !this.#names.includes(name));
    if (Object.keys(secrets).length === 0) return Object.fromEntries(rest);
    const sealed = await this.#sealer.seal(JSON.stringify(secrets), { pk, sk });
    return Object.fromEntries([...rest, ["sealed", sealed]]);
  }

  /** The entity as it was given. */
  async open(item: Members, { pk, sk }: Place): Promise<Members> {
    const { sealed, ...rest } = item;
    if (sealed === undefined) return rest;
    const text = await this.#sealer.open(Sealed.parse(sealed), { pk, sk });
    return { ...rest, ...Opened.parse(JSON.parse(text)) };
  }

  /** The secrets that an item holds in the clear, as those do that were written before sealing. */
  plainOf(item: Members): Members {
    const isSecret = ([name, value]: [string, unknown]): boolean =>
      this.#names.includes(name) && value !== undefined && !isEmpty(value);
    return Object.fromEntries(Object.entries(item).filter(isSecret));
  }
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
