import { anyBehaviour, isBehaviourField } from "../fields.ts";

export interface IndexedRule {
  /** The rule's small number within its workspace. */
  readonly ordinal: number;
  readonly reads: ReadonlySet<string>;
}

/**
 * Which rules read which field, in both directions. It answers per field: every rule
 * that reads a touched field is named, whether or not the change flips one of its
 * predicates. An index of predicates (which thresholds lie between the old and the new
 * value) takes its place behind these same methods, `touchedBy` then also given the values.
 */
export class DependencyIndex {
  readonly #ordinalsByField = new Map<string, Set<number>>();
  readonly #fieldsByOrdinal = new Map<number, ReadonlySet<string>>();

  constructor(rules: Iterable<IndexedRule> = []) {
    for (const rule of rules) this.add(rule);
  }

  /** Adds a rule, or replaces the one of the same ordinal. */
  add(rule: IndexedRule): void {
    this.remove(rule.ordinal);
    this.#fieldsByOrdinal.set(rule.ordinal, new Set(rule.reads));
    for (const field of rule.reads) {
      const ordinals = this.#ordinalsByField.get(field);
      if (ordinals === undefined) this.#ordinalsByField.set(field, new Set([rule.ordinal]));
      else ordinals.add(rule.ordinal);
    }
  }

  /** Does nothing where the rule is not there. */
  remove(ordinal: number): void {
    for (const field of this.fieldsOf(ordinal)) {
      const ordinals = this.#ordinalsByField.get(field);
      ordinals?.delete(ordinal);
      if (ordinals?.size === 0) this.#ordinalsByField.delete(field);
    }
    this.#fieldsByOrdinal.delete(ordinal);
  }

  fieldsOf(ordinal: number): ReadonlySet<string> {
    return this.#fieldsByOrdinal.get(ordinal) ?? new Set();
  }

  /** The rules that read one of these fields; a behaviour also touches rules on any behaviour. */
  touchedBy(fields: Iterable<string>): Set<number> {
    const touched = new Set<number>();
    for (const field of fields) {
      this.#collect(field, touched);
      if (isBehaviourField(field)) this.#collect(anyBehaviour, touched);
    }
    return touched;
  }

  #collect(field: string, into: Set<number>): void {
    for (const ordinal of this.#ordinalsByField.get(field) ?? []) into.add(ordinal);
  }
}
