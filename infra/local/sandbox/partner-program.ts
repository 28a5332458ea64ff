import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS partnerships (
    key TEXT PRIMARY KEY, email TEXT NOT NULL, groupKey TEXT NOT NULL, tags TEXT NOT NULL,
    updatedAt INTEGER NOT NULL);
`;

const Row = z.object({
  key: z.string(),
  email: z.string(),
  groupKey: z.string(),
  tags: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  updatedAt: z.number(),
});
type Row = z.infer<typeof Row>;

const groups = [
  { key: "grup_resellers", name: "Resellers", slug: "resellers" },
  { key: "grup_referral", name: "Referral partners", slug: "referral" },
] as const;

/** The partnerships of one PartnerStack program: one partner in twelve is a reseller. */
export class PartnerProgram {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(schema);
  }

  populate(size: number, now: number): void {
    const insert = this.#database.prepare(
      "INSERT OR IGNORE INTO partnerships VALUES (?, ?, ?, ?, ?)",
    );
    for (let index = 1; index <= size; index += 1) {
      const group = groups[index % 12 === 0 ? 0 : 1];
      insert.run(keyOf(index), `partner${index}@channel.example`, group.key, '["VIP"]', now);
    }
  }

  all(): Row[] {
    const rows = this.#database.prepare("SELECT * FROM partnerships ORDER BY key").all();
    return rows.map((row) => Row.parse(row));
  }

  tag(key: string, tags: readonly string[]): void {
    this.#database
      .prepare("UPDATE partnerships SET tags = ?, updatedAt = ? WHERE key = ?")
      .run(JSON.stringify(tags), Date.now(), key);
  }
}

function keyOf(index: number): string {
  return `part_${String(index).padStart(6, "0")}`;
}

const base = "/partnerstack/api/v2";

/** PartnerStack's API 2 under `/partnerstack`, behind one pair of keys. */
export function partnerProgramRoutes(program: PartnerProgram, key: string): Route[] {
  const expected = `Basic ${Buffer.from(key).toString("base64")}`;
  const guarded = (act: Route["answer"]) => (call: Call) => {
    if (call.headers.authorization === expected) return act(call);
    throw new Refusal({ status: 401, json: { message: "Invalid API keys." } });
  };
  return [
    {
      method: "GET",
      path: `${base}/partnerships`,
      answer: guarded((call) => page(program.all().map(partnershipShown), call)),
    },
    { method: "GET", path: `${base}/customers`, answer: guarded((call) => page([], call)) },
    {
      method: "GET",
      path: `${base}/partnerships/:key`,
      answer: guarded((call) => data(partnershipShown(partnershipOf(program, call)))),
    },
    {
      method: "PATCH",
      path: `${base}/partnerships/:key`,
      answer: guarded((call) => edit(program, call)),
    },
    {
      method: "GET",
      path: "/sandbox/partnerstack",
      answer: () => ({ status: 200, json: { items: program.all() } }),
    },
  ];
}

function data(given: unknown): Reply {
  return { status: 200, json: { data: given, message: "Success", rdata: {}, status: 200 } };
}

function page(items: readonly { key: string }[], { url }: Call): Reply {
  const after = url.searchParams.get("starting_after") ?? "";
  const limit = Number(url.searchParams.get("limit") ?? "10");
  const rest = items.filter(({ key }) => key > after);
  return data({ items: rest.slice(0, limit), has_more: rest.length > limit });
}

function partnershipOf(program: PartnerProgram, { part }: Call): Row {
  const found = program
    .all()
    .find(({ key, email }) => key === part("key") || email === part("key"));
  if (found !== undefined) return found;
  throw new Refusal({ status: 404, json: { message: "Partnership not found." } });
}

function partnershipShown({ key, email, groupKey, tags, updatedAt }: Row) {
  const group = groups.find((each) => each.key === groupKey);
  const partner_key = email.split("@")[0];
  return {
    key,
    partner_key,
    email,
    group,
    tags,
    approved_status: "approved",
    updated_at: updatedAt,
  };
}

const Edit = z.object({ tags: z.array(z.string().max(255)) });

function edit(program: PartnerProgram, call: Call): Reply {
  const { key } = partnershipOf(program, call);
  const wanted = Edit.safeParse(JSON.parse(call.body));
  if (!wanted.success) return { status: 400, json: { message: "tags: at most 255 characters." } };
  program.tag(key, wanted.data.tags);
  return data(partnershipShown(partnershipOf(program, call)));
}
