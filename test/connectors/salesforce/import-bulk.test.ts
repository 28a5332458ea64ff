import { describe, expect, it } from "vitest";
import type { ImportedPage } from "../../../shared/connectors/import-source.ts";
import { readPagesOf } from "../../../shared/connectors/salesforce/import.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { RateLimitedError } from "../../../shared/runtime/errors.ts";
import { runOrg } from "./sandbox-org.ts";

const byPages = readPagesOf(Number.POSITIVE_INFINITY);
const byJobs = readPagesOf(10);

/** Reads one page after the other, asking again where Salesforce is not ready. */
async function readAll(connection: Connection, read: typeof byPages, from?: string) {
  let spent = 0;
  const session = {
    connection,
    spend: async () => {
      spent += 1;
    },
  };
  const pages: ImportedPage[] = [];
  const cursors: (string | undefined)[] = [];
  let waited = 0;
  for (const object of ["company", "contact"] as const) {
    let cursor = object === "contact" ? from : undefined;
    do {
      const page = await read(session, object, [], cursor).catch((error: unknown) => {
        if (error instanceof RateLimitedError) return undefined;
        throw error;
      });
      if (page === undefined) waited += 1;
      else {
        pages.push(page);
        cursor = page.next;
        cursors.push(cursor);
      }
    } while (cursor !== undefined || pages.length === 0);
  }
  const records = pages.flatMap((page) => page.records);
  const links = pages.flatMap((page) => page.links?.links ?? []);
  const inOrder = <T extends { recordId: string }>(all: readonly T[]) =>
    all.toSorted((one, other) => (one.recordId < other.recordId ? -1 : 1));
  return { records: inOrder(records), links: inOrder(links), cursors, waited, spent };
}

describe("an import of a large org", () => {
  it("brings in by jobs what it brings in by pages, associations included", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const [contact] = await org.rows("Contact");
    const fields = { Title: 'Head of "R&D",\nEurope; and more' };
    await org.act("Contact", { act: "update", id: contact?.Id, fields });
    const [paged, collected] = [
      await readAll(connection, byPages),
      await readAll(connection, byJobs),
    ];
    expect(paged.records).toHaveLength(155);
    const known = ({ values }: (typeof paged.records)[number]) =>
      Object.entries(values).filter(([, value]) => value !== null);
    expect(collected.records.map(known)).toEqual(paged.records.map(known));
    expect(collected.records.map(({ at }) => at)).toEqual(paged.records.map(({ at }) => at));
    expect(collected.links).toEqual(paged.links);
    expect(collected.links.some(({ to }) => to.length === 1)).toBe(true);
    expect(collected.waited).toBe(3);
  });

  it("goes on with a job where it was, and by pages where the job is no more", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const whole = await readAll(connection, byJobs);
    const inJob = whole.cursors.find((cursor) => cursor?.startsWith("Contact job")) ?? "";
    const jobId = inJob.split(" ")[2] ?? "";
    const resumed = await readAll(connection, byJobs, `Contact job ${jobId} 100`);
    const contacts = resumed.records.filter(({ recordId }) => recordId.startsWith("003"));
    expect(contacts).toHaveLength(20);
    const headers = { authorization: `Bearer ${connection.tokens?.access}` };
    const jobs = `${org.url}/services/data/v68.0/jobs/query`;
    expect((await fetch(jobs, { method: "DELETE", headers })).status).toBe(204);
    const again = await readAll(connection, byJobs, `Contact job ${jobId} 100`);
    expect(again.records).toHaveLength(whole.records.length);
  });
});
