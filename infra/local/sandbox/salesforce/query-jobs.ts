import { z } from "zod";
import { type Call, Refusal, type Reply, type Route } from "../http.ts";
import { orgError } from "./org-grants.ts";

interface Job {
  readonly id: string;
  /** The head first. */
  readonly rows: readonly (readonly string[])[];
  polls: number;
}

const NewJob = z.object({ operation: z.literal("query"), query: z.string() });

/** Queries that Salesforce works on for a while, and keeps the rows of. */
export class QueryJobs {
  readonly #jobs = new Map<string, Job>();
  readonly #select: (soql: string) => string[][];

  constructor(select: (soql: string) => string[][]) {
    this.#select = select;
  }

  start(body: string): object {
    const { query } = NewJob.parse(JSON.parse(body));
    const id = `750sb${String(this.#jobs.size + 1).padStart(10, "0")}AAA`;
    this.#jobs.set(id, { id, rows: this.#select(query), polls: 0 });
    return { id, operation: "query", state: "UploadComplete" };
  }

  /** Complete when it is looked at for the second time. */
  look(id: string): object {
    const job = this.at(id);
    job.polls += 1;
    return { id, operation: "query", state: job.polls > 1 ? "JobComplete" : "InProgress" };
  }

  at(id: string): Job {
    const job = this.#jobs.get(id);
    if (job !== undefined) return job;
    throw new Refusal(orgError(404, "NOT_FOUND", "The requested resource does not exist"));
  }

  /** As if a week had passed. */
  forgetAll(): void {
    this.#jobs.clear();
  }
}

type JobRoute = Pick<Route, "method" | "path" | "answer">;

export function jobRoutes(jobs: QueryJobs): JobRoute[] {
  return [
    {
      method: "POST",
      path: "jobs/query",
      answer: ({ body }) => ({ status: 200, json: jobs.start(body) }),
    },
    {
      method: "GET",
      path: "jobs/query/:id",
      answer: ({ part }) => ({ status: 200, json: jobs.look(part("id")) }),
    },
    { method: "GET", path: "jobs/query/:id/results", answer: (call) => rowsOf(jobs, call) },
    {
      method: "DELETE",
      path: "jobs/query",
      answer: () => {
        jobs.forgetAll();
        return { status: 204 };
      },
    },
  ];
}

/** The next rows as CSV, and where the ones after begin. */
function rowsOf(jobs: QueryJobs, { part, url }: Call): Reply {
  const { rows, polls } = jobs.at(part("id"));
  if (polls < 2) return orgError(400, "INVALIDJOBSTATE", "The job is not complete.");
  const [head = [], ...data] = rows;
  const from = Number(url.searchParams.get("locator") ?? 0);
  const most = Number(url.searchParams.get("maxRecords") ?? data.length);
  const page = data.slice(from, from + most);
  const locator = from + most < data.length ? String(from + most) : "null";
  const headers = {
    "sforce-locator": locator,
    "sforce-numberofrecords": String(page.length),
  };
  return { status: 200, csv: [head, ...page].map(lineOf).join(""), headers };
}

function lineOf(values: readonly string[]): string {
  return `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\n`;
}
