import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const columns = {
  module: "module",
  region: "region",
  highestEducation: "highest_education",
  deprivationBand: "deprivation_band",
  ageBand: "age_band",
  previousAttempts: "previous_attempts",
  studiedCredits: "studied_credits",
  disability: "disability",
  startsAt: "starts_at",
  finalResult: "final_result",
} as const;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Event = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("profile.changed"),
    data: z.object({ id: z.string(), attributes: z.partialRecord(z.string(), Scalar) }),
  }),
  z.object({
    type: z.literal("behaviour.recorded"),
    data: z.object({
      id: z.string(),
      at: z.iso.datetime(),
      properties: z.object({ kind: z.string(), score: z.number().optional(), banked: z.boolean() }),
    }),
  }),
]);
const Row = z.object({ id: z.string() });

/** The file's learners in SQL: what a segment should hold, by nothing but a database. */
export class Recomputation {
  readonly #database = new DatabaseSync(":memory:");

  constructor() {
    const attributes = Object.values(columns).join(", ");
    this.#database.exec(`
      create table learner (id text primary key, ${attributes});
      create table submission (learner text, at integer, kind text, score real, banked integer);
      create index submission_learner on submission(learner);
    `);
  }

  /** Takes lines in order of time. */
  add(lines: readonly string[]): void {
    this.#database.exec("begin");
    for (const line of lines) this.#addEvent(Event.parse(JSON.parse(line)));
    this.#database.exec("commit");
  }

  /** Ids of the learners for whom the clause is true, ascending. */
  members(where: string, now: number): string[] {
    const select = this.#database.prepare(`select id from learner where ${where} order by id`);
    select.setAllowUnknownNamedParameters(true);
    return select.all({ now }).map((row) => Row.parse(row).id);
  }

  close(): void {
    this.#database.close();
  }

  #addEvent(event: z.infer<typeof Event>): void {
    const { id } = event.data;
    this.#database.prepare("insert or ignore into learner (id) values (?)").run(id);
    if (event.type === "profile.changed") {
      for (const [name, column] of Object.entries(columns)) {
        const value = event.data.attributes[name];
        if (value === undefined) continue;
        this.#database
          .prepare(`update learner set ${column} = ? where id = ?`)
          .run(typeof value === "boolean" ? Number(value) : value, id);
      }
    } else {
      const { at, properties } = event.data;
      const { kind, score, banked } = properties;
      this.#database
        .prepare("insert into submission values (?, ?, ?, ?, ?)")
        .run(id, Date.parse(at), kind, score ?? null, Number(banked));
    }
  }
}
