import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import {
  AuthenticationError,
  MusterError,
  RateLimitedError,
  RetryableError,
} from "../../runtime/errors.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
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

type Fields = Readonly<Record<string, string | boolean>>;

/** The calls in use. Each throws the class of error that says what happens next. */
export interface Salesforce {
  /** At most one page, 2,000 records. `deletedToo`: those in the recycle bin as well. */
  query<T>(soql: string, schema: z.ZodType<T>, deletedToo?: boolean): Promise<T[]>;
  describe<T>(entity: string, schema: z.ZodType<T>): Promise<T>;
  /** At most 200 records; results in their order, each record by itself. */
  create(entity: string, records: readonly Fields[]): Promise<SaveResult[]>;
  update(entity: string, records: readonly Fields[]): Promise<SaveResult[]>;
}

interface Access {
  readonly baseUrl: string;
  readonly access: string;
}

/** The one who writes, as `changeOrigin` names it in the events that follow. */
const client = "Muster";

/** jsforce waits half an hour, goes where it is sent, and repeats reads: waiting is the queue's part. */
const bounds = { timeout: 15_000, followRedirect: false, retry: { maxRetries: 0 } };

export async function openSalesforce({ baseUrl, access }: Access): Promise<Salesforce> {
  // A large library: only a function that talks to Salesforce evaluates it.
  const jsforce = await import("jsforce/lib/connection.js");
  const connection = new jsforce.Connection({
    instanceUrl: baseUrl,
    accessToken: access,
    version: apiVersion,
    callOptions: { client },
  });
  const heard: Heard = { status: 0, retryAfter: undefined };
  const transport = connection._transport;
  const send = transport.httpRequest.bind(transport);
  transport.httpRequest = (request, options) => {
    heard.status = 0;
    const answering = send(request, { ...options, ...bounds });
    void answering.then(
      ({ statusCode, headers }) => {
        heard.status = statusCode;
        heard.retryAfter = headers?.["retry-after"];
      },
      () => undefined,
    );
    return answering;
  };
  const call = <T>(what: string, schema: z.ZodType<T>, ask: () => PromiseLike<unknown>) =>
    bounded(baseUrl, async () => {
      const answer = await asked(what, heard, ask);
      noteUsage(baseUrl, connection.limitInfo.apiUsage);
      const read = schema.safeParse(answer);
      if (read.success) return read.data;
      throw new RetryableError(
        `Salesforce's answer to ${what} is not as described at "${read.error.issues[0]?.path.join(".")}".`,
      );
    });
  return {
    query: async (soql, schema, deletedToo = false) => {
      const path = `/${deletedToo ? "queryAll" : "query"}?q=${encodeURIComponent(soql)}`;
      const page = z.object({ records: z.array(schema) });
      return (await call("a query", page, () => connection.request(path))).records;
    },
    describe: (entity, schema) =>
      call(`describing ${entity}`, schema, () => connection.describe(entity)),
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

function copy(record: Fields): Record<string, string | boolean> {
  return { ...record };
}

function withId(record: Fields): Record<string, string | boolean> & { Id: string } {
  return { ...record, Id: String(record["Id"]) };
}

interface Heard {
  status: number;
  retryAfter: string | undefined;
}

async function asked(what: string, heard: Heard, ask: () => PromiseLike<unknown>) {
  try {
    return await ask();
  } catch (error) {
    throw translated(what, heard, error);
  }
}

const ApiError = z.object({ errorCode: z.string().optional(), message: z.string() });
const passing: ReadonlySet<string> = new Set(["UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"]);

function translated(what: string, { status, retryAfter }: Heard, error: unknown): MusterError {
  if (error instanceof MusterError) return error;
  const { errorCode = "", message = what } = ApiError.safeParse(error).data ?? {};
  if (status < 400)
    return new RetryableError(`Salesforce did not answer ${what}: ${message}`, { cause: error });
  if (errorCode === "REQUEST_LIMIT_EXCEEDED") return spent();
  const words = `${errorCode === "" ? "" : `${errorCode}: `}${message || what}`;
  if (passing.has(errorCode)) return new RetryableError(`Salesforce is busy: ${words}`);
  const retryAfterMs = readRetryAfter(retryAfter ?? null, Date.now());
  return failureOf({ system: "Salesforce", status, message: words, retryAfterMs });
}

/** Beyond this part of the day's calls the org's other integrations have precedence. */
const ownShare = 0.95;
const patienceMs = 15 * 60_000;

/** Until when no call is made, by the org's address; what one environment has heard. */
const restingUntil = new Map<string, number>();

function noteUsage(baseUrl: string, usage: { used: number; limit: number } | undefined): void {
  if (usage !== undefined && usage.used >= usage.limit * ownShare)
    restingUntil.set(baseUrl, Date.now() + patienceMs);
}

async function bounded<T>(baseUrl: string, act: () => Promise<T>): Promise<T> {
  const rest = (restingUntil.get(baseUrl) ?? 0) - Date.now();
  if (rest > 0) throw spent(rest);
  restingUntil.delete(baseUrl);
  return act();
}

function spent(forMs = patienceMs): RateLimitedError {
  return new RateLimitedError(
    "The org's Salesforce API calls of the last 24 hours are nearly used up: Muster goes on as they free up.",
    forMs,
  );
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
