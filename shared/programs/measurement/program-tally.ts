import type { Outcome } from "../../contracts/outcome.ts";
import type { Program } from "../../contracts/program.ts";
import type { Entry } from "./first-entry.ts";
import { type Happening, judgeOutcome, type Trail } from "./judge-outcome.ts";
import { OutcomeTally } from "./outcome-tally.ts";
import { type TouchProperty, TouchTally } from "./touches.ts";
import { type TrialGroup, trialGroupOf, trialGroups } from "./trial-group.ts";

interface CountedGroup extends TrialGroup {
  people: number;
}

/** One outcome by group, and of those who were not held out by segment and touch. */
export interface CountedOutcome {
  readonly outcome: Outcome;
  /** In the order of the groups. */
  readonly groups: readonly OutcomeTally[];
  /** By segment id. */
  readonly segments: ReadonlyMap<string, OutcomeTally>;
  readonly touches: TouchTally;
}

/** A program's outcomes, added up one person at a time. */
export class ProgramTally {
  readonly groups: readonly CountedGroup[];
  readonly outcomes: readonly CountedOutcome[];
  readonly #program: Program;
  readonly #touch: { readonly by: TouchProperty; readonly lookBackMs: number } | undefined;

  constructor(
    program: Program,
    outcomes: readonly Outcome[],
    touch?: { readonly by: TouchProperty; readonly lookBackMs: number },
  ) {
    this.#program = program;
    this.#touch = touch;
    this.groups = trialGroups(program).map((group) => ({ ...group, people: 0 }));
    this.outcomes = outcomes.map((outcome) => ({
      outcome,
      groups: this.groups.map(() => new OutcomeTally()),
      segments: new Map(program.include.map((id) => [id, new OutcomeTally()])),
      touches: new TouchTally(),
    }));
  }

  /** @param now in milliseconds: whose time is not over by then is open */
  add(
    profileId: string,
    entry: Entry,
    trail: Trail & { readonly everything: readonly Happening[] },
    now: number,
  ): void {
    const { name, heldOut } = trialGroupOf(this.#program, profileId);
    const place = this.groups.findIndex((each) => each.name === name && each.heldOut === heldOut);
    const group = this.groups[place];
    if (group === undefined) return;
    group.people += 1;
    for (const { outcome, groups, segments, touches } of this.outcomes) {
      const judgement = judgeOutcome(outcome, entry.at, trail, now);
      groups[place]?.add(judgement, entry.at);
      if (heldOut) continue;
      for (const id of entry.through) segments.get(id)?.add(judgement, entry.at);
      const reachedAt = judgement.state === "over" ? judgement.reachedAt : undefined;
      if (this.#touch !== undefined && reachedAt !== undefined)
        touches.add(trail.everything, this.#touch.by, reachedAt, this.#touch.lookBackMs);
    }
  }
}
