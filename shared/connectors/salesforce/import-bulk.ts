import { type Connection, ownType } from "../../contracts/connection.ts";
import { PermanentError, RateLimitedError } from "../../runtime/errors.ts";
import type { ImportedPage, ImportSession } from "../import-source.ts";
import type { Entity } from "./entities.ts";
import { attributeNameOf } from "./field-value.ts";
import { ImportedRow, importedLinks, importedRecord } from "./imported-record.ts";
import { type Salesforce, sessionOf } from "./session.ts";

/** With their associations these are one write a profile and one message a few. */
const rowsAtOnce = 1_000;
const pollMs = 15_000;

/** Types of fields that a job cannot collect, or that repeat what others hold. */
const compound: ReadonlySet<string> = new Set(["address", "location", "base64", ownType]);

/**
 * Has Salesforce collect all records of a kind, for large orgs: one request for 1,000 of them.
 * Returns the job's id; undefined where the org does not allow it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm
 */
export async function startCollecting(
  session: ImportSession,
  entity: Entity,
  condition: string,
): Promise<string | undefined> {
  const fields = fieldsOf(session.connection, entity);
  const where = condition === "" ? "" : ` WHERE ${condition}`;
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  return unlessRefused(
    salesforce.startQueryJob(`SELECT ${fields.join(", ")} FROM ${entity}${where}`),
  );
}

/**
 * The next rows of a job, which resumes at any locator. Throws `RateLimitedError` while Salesforce
 * still collects; undefined where the job failed, or is no more: results are kept for a week.
 */
export async function collectedPage(
  session: ImportSession,
  entity: Entity,
  jobId: string,
  locator: string,
): Promise<(ImportedPage & { readonly locator: string | undefined }) | undefined> {
  const salesforce = await sessionOf(session.connection);
  // A locator comes from a job that was complete.
  if (locator === "" && !(await isCollected(session, salesforce, jobId))) return undefined;
  await session.spend();
  const found = await unlessRefused(salesforce.jobRows(jobId, rowsAtOnce, locator, ImportedRow));
  return (
    found && {
      records: found.rows.map((row) => importedRecord(session, entity, row)),
      links: importedLinks(entity, found.rows),
      next: undefined,
      locator: found.locator,
    }
  );
}

/** False where nothing will come of it. */
async function isCollected(
  session: ImportSession,
  salesforce: Salesforce,
  jobId: string,
): Promise<boolean> {
  await session.spend();
  const job = await unlessRefused(salesforce.queryJob(jobId));
  switch (job?.state) {
    case "JobComplete":
      return true;
    case "UploadComplete":
    case "InProgress":
      throw new RateLimitedError("Salesforce is collecting the org's records.", pollMs);
    case "Failed":
    case "Aborted":
    case undefined:
      return false;
  }
}

function fieldsOf({ propertyTypes }: Connection, entity: Entity): string[] {
  const named = Object.entries(propertyTypes).flatMap(([key, type]) => {
    const [of, field = ""] = key.split(".");
    const isWanted = of === entity && !compound.has(type) && attributeNameOf(field) !== undefined;
    return isWanted ? [field] : [];
  });
  return ["Id", "SystemModstamp", ...named];
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PermanentError) return undefined;
    throw error;
  }
}
