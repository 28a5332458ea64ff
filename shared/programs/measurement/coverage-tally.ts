import type { Program } from "../../contracts/program.ts";
import { isAddressed } from "../audience.ts";

interface SharedPeople {
  readonly owners: readonly [string, string];
  people: number;
}

const mostSampled = 20;

/** Whom programs address, held out or not, added up one profile at a time. */
export class CoverageTally {
  /** By program id. */
  readonly programs = new Map<string, number>();
  readonly owners = new Map<string, number>();
  /** Ids of some whom no program addresses. */
  readonly sample: string[] = [];
  readonly #running: readonly Program[];
  readonly #shared = new Map<string, SharedPeople>();
  #profiles = 0;
  #addressed = 0;

  constructor(running: readonly Program[]) {
    this.#running = running;
    for (const { id, owner } of running) {
      this.programs.set(id, 0);
      this.owners.set(owner, 0);
    }
  }

  /** @param segmentIds those that somebody is in, own and of their companies */
  add(profileId: string, segmentIds: ReadonlyMap<string, unknown>): void {
    this.#profiles += 1;
    const addressing = this.#running.filter((program) => isAddressed(program, segmentIds));
    if (addressing.length > 0) this.#addressed += 1;
    else if (this.sample.length < mostSampled) this.sample.push(profileId);
    for (const { id } of addressing) this.programs.set(id, (this.programs.get(id) ?? 0) + 1);
    const owners = [...new Set(addressing.map(({ owner }) => owner))].sort();
    for (const [at, owner] of owners.entries()) {
      this.owners.set(owner, (this.owners.get(owner) ?? 0) + 1);
      for (const other of owners.slice(at + 1)) this.#share(owner, other);
    }
  }

  #share(owner: string, other: string): void {
    const key = JSON.stringify([owner, other]);
    const known = this.#shared.get(key) ?? { owners: [owner, other], people: 0 };
    known.people += 1;
    this.#shared.set(key, known);
  }

  get profiles(): number {
    return this.#profiles;
  }

  get addressed(): number {
    return this.#addressed;
  }

  /** Pairs of owners who address the same people, most people first. */
  get shared(): readonly SharedPeople[] {
    return [...this.#shared.values()].toSorted((one, other) => other.people - one.people);
  }
}
