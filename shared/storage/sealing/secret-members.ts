import { z } from "zod";
import type { SealContext } from "./key-service.ts";
import { Sealed, type Sealer } from "./sealer.ts";

type Members = Readonly<Record<string, unknown>>;

const Opened = z.record(z.string(), z.unknown());

/** Which members of an entity rest sealed, all in one member `sealed`, and for whom. */
export class SecretMembers {
  readonly #sealer: Sealer;
  readonly #names: readonly string[];
  readonly #contextOf: (members: Members) => SealContext;

  constructor(
    sealer: Sealer,
    names: readonly string[],
    contextOf: (members: Members) => SealContext,
  ) {
    this.#sealer = sealer;
    this.#names = names;
    this.#contextOf = contextOf;
  }

  /** The entity as it is stored. One without secrets needs no key. */
  async seal(entity: Members): Promise<Members> {
    const secrets = this.plainOf(entity);
    const rest = Object.entries(entity).filter(([name]) => !this.#names.includes(name));
    if (Object.keys(secrets).length === 0) return Object.fromEntries(rest);
    const sealed = await this.#sealer.seal(JSON.stringify(secrets), this.#contextOf(entity));
    return Object.fromEntries([...rest, ["sealed", sealed]]);
  }

  /** The entity as it was given. */
  async open(item: Members): Promise<Members> {
    const { sealed, ...rest } = item;
    if (sealed === undefined) return rest;
    const text = await this.#sealer.open(Sealed.parse(sealed), this.#contextOf(item));
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
