import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import type { ImportedRecord, ImportSession } from "../../../shared/connectors/import-source.ts";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import type { ObjectKind } from "../../../shared/contracts/change.ts";
import { connectionKinds } from "../../../shared/contracts/connection.ts";
import { RateLimitedError } from "../../../shared/runtime/errors.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { type Line, lineTo } from "../line-to.ts";
import { importSamples } from "./import-samples.ts";

let sandbox: RunningSandbox & AsyncDisposable;
let line: Line;
beforeAll(async () => {
  sandbox = await runSandbox({});
  line = await lineTo(sandbox.url);
});
afterEach(() => line.disturb(undefined));
afterAll(async () => {
  await Promise.all([line, sandbox].map((each) => each[Symbol.asyncDispose]()));
});

const sources = connectionKinds.flatMap((kind) => {
  const { imports } = connectorOf(kind);
  return imports === undefined ? [] : [{ kind, imports, sample: importSamples[kind] }];
});

it("every source of imports has a sample here", () => {
  expect(sources.filter(({ sample }) => sample === undefined).map(({ kind }) => kind)).toEqual([]);
});

const sampled = sources.flatMap(({ kind, imports, sample }) =>
  sample === undefined ? [] : [{ kind, imports, sample }],
);

describe.each(sampled)("an import from $kind", ({ imports, sample }) => {
  let session: ImportSession;
  let spent: number;
  beforeEach(async () => {
    spent = 0;
    const connection = await sample.connect(sandbox, line.url);
    const spend = async () => {
      spent += 1;
    };
    const { propertyTypes } = await imports.catalogue({ connection, spend });
    session = { connection: { ...connection, propertyTypes }, spend };
  });

  const page = (object: ObjectKind, cursor?: string) =>
    imports.page(session, object, sample.properties[object] ?? [], cursor);

  async function all(object: ObjectKind): Promise<ImportedRecord[]> {
    const records: ImportedRecord[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
      const { records: some, next } = await page(object, cursor);
      records.push(...some);
      cursor = next;
    }
    return records;
  }

  it("brings in every record, the same each time, as many as are announced", async () => {
    for (const object of imports.objects) {
      const records = await all(object);
      const ids = new Set(records.map(({ recordId }) => recordId));
      expect(ids.size).toBe((await imports.total(session, object)) ?? sample.size[object]);
      expect(await page(object)).toEqual(await page(object));
    }
  });

  it("awaits its budget before each request", async () => {
    const before = line.passages.length;
    spent = 0;
    for (const object of imports.objects) {
      const { records } = await page(object);
      const ids = records.slice(0, imports.leftAtOnce).map(({ recordId }) => recordId);
      await imports.total(session, object);
      await imports.links?.(session, object, ids);
      await imports.left(session, object, ids);
    }
    await imports.catalogue(session);
    expect(spent).toBe(line.passages.length - before);
  });

  it("says of nobody who is there that they left, and of who is not that they did", async () => {
    for (const object of imports.objects) {
      const { records } = await page(object);
      const present = records.slice(0, imports.leftAtOnce).map(({ recordId }) => recordId);
      expect(await imports.left(session, object, present)).toEqual([]);
      const gone = sample.gone[object];
      const ids = [gone, ...present].slice(0, imports.leftAtOnce);
      const left = await imports.left(session, object, ids);
      expect(left.map(({ recordId }) => recordId)).toEqual([gone]);
    }
  });

  it.each([
    [401, "reconnect"],
    [403, "park"],
    [429, "slow-down"],
    [500, "retry"],
    [503, "retry"],
  ])("answered %i ends in what comes next: %s", async (status, next) => {
    const { records } = await page("contact");
    const ids = records.slice(0, 1).map(({ recordId }) => recordId);
    line.disturb(() => ({ status, headers: { "retry-after": "7" }, json: {} }));
    for (const asking of [page("contact"), imports.left(session, "contact", ids)]) {
      const error: unknown = await asking.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ next });
      expect(error instanceof RateLimitedError ? error.retryAfterMs : 7_000).toBe(7_000);
    }
  });
});
