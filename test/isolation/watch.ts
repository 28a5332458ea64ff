import { mentions, mixes, otherOf, type Tenant } from "./tenants.ts";

/** Looks at everything that goes in and out while something is done for one of the tenants. */
export class Watch {
  readonly leaks: string[] = [];
  /** For whom; nobody in particular where one function works for both at once. */
  acting: Tenant | undefined;
  doing = "setting up";

  /** Does something for a tenant, or for both. */
  async during<Answer>(
    tenant: Tenant | undefined,
    what: string,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    this.acting = tenant;
    this.doing = what;
    return work();
  }

  /** Of one piece that can only be somebody's: an item, a message, a request to the outside. */
  piece(what: string, value: unknown): void {
    const { acting } = this;
    const leaks = acting === undefined ? mixes(value) : mentions(value, otherOf(acting));
    if (leaks) this.#note(what, value);
  }

  /** Of a request that may be about several of them: only where it is done for one. */
  request(what: string, value: unknown): void {
    if (this.acting !== undefined && mentions(value, otherOf(this.acting))) this.#note(what, value);
  }

  #note(what: string, value: unknown): void {
    const text = JSON.stringify(value)?.slice(0, 400) ?? "";
    this.leaks.push(`${this.doing} for ${this.acting ?? "both"}: ${what} ${text}`);
  }
}
