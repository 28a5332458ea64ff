import { DatabaseSync } from "node:sqlite";
import type { ObjectKind, RuleContext, Truth } from "../../shared/segmentation/record.ts";
import { groupSql } from "./oracle/rule-sql.ts";
import { fillTables } from "./oracle/tables.ts";
import type { Population } from "./random-population.ts";
import type { WrittenGroup } from "./written-rule.ts";

/**
 * A second opinion on what rules mean: SQLite's own three-valued logic, strings, JSON
 * types, joins and calendar (in UTC). It shares the wire format with the engine, no logic.
 */
export class SqlOracle {
  readonly #database = new DatabaseSync(":memory:");
  readonly #attributes: RuleContext["attributes"];

  constructor(population: Population, { attributes }: RuleContext) {
    this.#attributes = attributes;
    fillTables(this.#database, population);
  }

  /** The truth of a rule over contacts or companies for each of them, by id. */
  truths(rule: WrittenGroup, object: ObjectKind, now: number): Map<string, Truth> {
    const anchor = { alias: "p", object };
    const place = { subject: object, alias: "p", anchor };
    const expression = groupSql(rule, place, { now, attributes: this.#attributes });
    const rows = this.#database.prepare(`SELECT id, ${expression} AS truth FROM ${object} p`).all();
    return new Map(rows.map(({ id, truth }) => [String(id), truth === null ? null : truth === 1]));
  }

  close(): void {
    this.#database.close();
  }
}
