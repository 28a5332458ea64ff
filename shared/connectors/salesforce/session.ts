import type { Transport } from "jsforce/lib/transport.js";
import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { AuthenticationError, RetryableError } from "../../runtime/errors.ts";
import { apiFailure, assertNotResting, type Heard, noteUsage } from "./api-failure.ts";
import { apiVersion } from "./versions.ts";

/** What a call made to Salesforce came to for one record of a collection. */
const SaveResult = z.object({
  success: z.boolean(),
  id: z.string().nullish(),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string() })).default([]),
});
export type SaveResult = z.infer<typeof SaveResult>;

/** Why a record was not written, in Salesforce's words; undefined where it was. */
export function recordRefusal({ success, errors }: SaveResult): string | undefined {
  if (success) return undefined;
  return (
    errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join("; ") || "refused"
  );
}

type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** The calls in use. Each throws the class of error that says what happens next. */
export interface Salesforce {
  /** At most one page, 2,000 records. `deletedToo`: those in the recycle bin as well. */
  query<T>(soql: string, schema: z.ZodType<T>, deletedToo?: boolean): Promise<T[]>;
  /** How many records there are. */
  count(entity: string, condition: string): Promise<number>;
  describe<T>(entity: string, schema: z.ZodType<T>): Promise<T>;
  /** What a list view shows, and of what. */
  listView<T>(entity: string, id: string, schema: z.ZodType<T>): Promise<T>;
  /** At most 200 records; results in their order, each record by itself. */
  /** Has Salesforce collect the rows of a query; returns the job's id. */
  startQueryJob(soql: string): Promise<string>;
  queryJob(id: string): Promise<QueryJob>;
  /** The next rows of a job that is complete; `locator` is where the page before ended. */
  jobRows<T>(id: string, most: number, locator: string, row: z.ZodType<T>): Promise<JobRows<T>>;
  create(entity: string, records: readonly Fields[]): Promise<SaveResult[]>;
  update(entity: string, records: readonly Fields[]): Promise<SaveResult[]>;
}

const QueryJob = z.object({
  id: z.string(),
  state: z.enum(["UploadComplete", "InProgress", "JobComplete", "Failed", "Aborted"]),
  errorMessage: z.string().nullish(),
});
export type QueryJob = z.infer<typeof QueryJob>;

interface JobRows<Row> {
  readonly rows: readonly Row[];
  /** Undefined after the last. */
  readonly locator: string | undefined;
}

interface Access {
  readonly baseUrl: string;
  readonly access: string;
}

/** The one who writes, as `changeOrigin` names it in the events that follow. */
const client = "Muster";

/** jsforce waits half an hour, goes where it is sent, and repeats reads: waiting is the queue's part. */
const bounds = { timeout: 15_000, followRedirect: false, retry: { maxRetries: 0 } };

export async function openSalesforce(given: Access): Promise<Salesforce> {
  const calls = await openCalls(given);
  const { connection, call } = calls;
  return {
    ...jobCalls(calls),
    query: async (soql, schema, deletedToo = false) => {
      const path = `/${deletedToo ? "queryAll" : "query"}?q=${encodeURIComponent(soql)}`;
      const page = z.object({ records: z.array(schema) });
      return (await call("a query", page, () => connection.request(path))).records;
    },
    count: async (entity, condition) => {
      const path = `/query?q=${encodeURIComponent(`SELECT COUNT() FROM ${entity}${condition}`)}`;
      const counted = z.object({ totalSize: z.number().int().min(0) });
      return (await call("a count", counted, () => connection.request(path))).totalSize;
    },
    describe: (entity, schema) =>
      call(`describing ${entity}`, schema, () => connection.describe(entity)),
    listView: (entity, id, schema) => {
      const path = `/sobjects/${entity}/listviews/${encodeURIComponent(id)}/describe`;
      return call("describing a list view", schema, () => connection.request(path));
    },
    create: (entity, records) =>
      call(`creating ${entity}`, z.array(SaveResult), () =>
        connection.create(entity, records.map(copy)),
      ),
    update: (entity, records) =>
      call(`updating ${entity}`, z.array(SaveResult), () =>
        connection.update(entity, records.map(withId)),
      ),
  };
}

type Calls = Awaited<ReturnType<typeof openCalls>>;
type JobCalls = Pick<Salesforce, "startQueryJob" | "queryJob" | "jobRows">;

function jobCalls({ connection, call, heard }: Calls): JobCalls {
  const jobs = "/jobs/query";
  return {
    startQueryJob: async (query) => {
      const body = JSON.stringify({ operation: "query", query });
      const headers = { "content-type": "application/json" };
      const request = { method: "POST", url: jobs, headers, body } as const;
      return (await call("starting a query job", QueryJob, () => connection.request(request))).id;
    },
    queryJob: (id) =>
      call("a query job", QueryJob, () => connection.request(`${jobs}/${encodeURIComponent(id)}`)),
    jobRows: async (id, most, locator, row) => {
      const query = new URLSearchParams({ maxRecords: String(most) });
      if (locator !== "") query.set("locator", locator);
      const url = `${jobs}/${encodeURIComponent(id)}/results?${query}`;
      const rows = await call("a query job's rows", z.array(row), () => connection.request(url));
      return { rows, locator: heard.locator };
    },
  };
}

/** jsforce's connection, and how to ask it for something. */
async function openCalls({ baseUrl, access }: Access) {
  // A large library: only a function that talks to Salesforce evaluates it.
  const jsforce = await import("jsforce/lib/connection.js");
  const connection = new jsforce.Connection({
    instanceUrl: baseUrl,
    accessToken: access,
    version: apiVersion,
    callOptions: { client },
  });
  const heard: Heard = { status: 0, retryAfter: undefined, locator: undefined };
  bind(connection._transport, heard);
  const call = async <T>(
    what: string,
    schema: z.ZodType<T>,
    ask: () => PromiseLike<unknown>,
  ): Promise<T> => {
    assertNotResting(baseUrl);
    const answer = await Promise.resolve(ask()).catch((error: unknown) => {
      throw apiFailure(what, heard, error);
    });
    noteUsage(baseUrl, connection.limitInfo.apiUsage);
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const place = read.error.issues[0]?.path.join(".");
    throw new RetryableError(`Salesforce's answer to ${what} is not as described at "${place}".`);
  };
  return { connection, call, heard };
}

/** Has a transport keep the bounds, and tell of the last answer. */
function bind(transport: Transport, heard: Heard): void {
  const send = transport.httpRequest.bind(transport);
  transport.httpRequest = (request, options) => {
    heard.status = 0;
    const answering = send(request, { ...options, ...bounds });
    void answering.then(
      ({ statusCode, headers }) => {
        heard.status = statusCode;
        heard.retryAfter = headers["retry-after"];
        const locator = headers["sforce-locator"];
        heard.locator = locator === "null" ? undefined : locator;
      },
      () => undefined,
    );
    return answering;
  };
}

function copy(record: Fields): Record<string, string | number | boolean | null> {
  return { ...record };
}

function withId(record: Fields): Record<string, string | number | boolean | null> & { Id: string } {
  return { ...record, Id: String(record["Id"]) };
}

/** The session of a connection that was granted access. */
export async function sessionOf(
  connection: Pick<Connection, "baseUrl" | "tokens"> | undefined,
): Promise<Salesforce> {
  const { baseUrl, tokens } = connection ?? {};
  if (baseUrl === undefined || tokens === undefined)
    throw new AuthenticationError(
      "The Salesforce connection has not been granted access: connect it.",
    );
  return openSalesforce({ baseUrl, access: tokens.access });
}
