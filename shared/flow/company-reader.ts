import type { Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { ProfileResolver } from "./resolve-profiles.ts";

/** How companies are read by what records derive to, of whatever time. */
export type ReadCompanies = Pick<CompanyReader, "companies" | "forget">;

/**
 * Reads the companies that records stand for, each once: one for a batch of decisions, so
 * that a thousand contacts of a company read it once. What is read is at least as new as the
 * reader; whoever carries something newer already says so and reads again.
 */
export class CompanyReader {
  readonly #storage: Pick<FlowContext["storage"], "profiles">;
  #read = new Map<string, Promise<Profile | undefined>>();

  constructor(storage: Pick<FlowContext["storage"], "profiles">) {
    this.#storage = storage;
  }

  /** By target; one that no profile stands for is absent. */
  async companies(workspaceId: string, targets: Iterable<string>): Promise<Map<string, Profile>> {
    const wanted = [...new Set(targets)];
    const missing = wanted.filter((target) => !this.#read.has(target));
    if (missing.length > 0) this.#load(workspaceId, missing);
    const read = await Promise.all(
      wanted.map(async (target) => [target, await this.#read.get(target)] as const),
    );
    const found = new Map<string, Profile>();
    for (const [target, company] of read) if (company !== undefined) found.set(target, company);
    return found;
  }

  /** Reads everything again at the next use. */
  forget(): void {
    this.#read = new Map();
  }

  /** All with one read; of one that cannot be read only those hear who ask for it. */
  #load(workspaceId: string, targets: readonly string[]): void {
    const resolver = new ProfileResolver(this.#storage);
    const keys = targets.map((id) => ({ workspaceId, object: "company" as const, id }));
    const loading = resolver.load(keys);
    for (const key of keys)
      this.#read.set(
        key.id,
        loading.then(() => resolver.profile({ ...key, id: resolver.finalId(key) }, true)),
      );
  }
}
