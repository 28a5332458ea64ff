import type { components } from "./openapi.d.ts";

type ProblemDocument = components["schemas"]["Problem"];

/** What the API refused, in its own words; `status` 0 where it could not be reached at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly document: Partial<ProblemDocument>;

  constructor(status: number, document: Partial<ProblemDocument>) {
    super(document.detail ?? document.title ?? `The API answered ${status}.`);
    this.name = "ApiProblem";
    this.status = status;
    this.document = document;
  }

  get title(): string {
    return this.document.title ?? "Something is wrong";
  }

  /** Somebody else edited it meanwhile. */
  get isConflict(): boolean {
    return this.status === 409 || this.status === 412;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

export const offline = (): ApiProblem =>
  new ApiProblem(0, {
    title: "Muster cannot be reached",
    detail: "The connection is down or Muster is not running. This page tries again by itself.",
  });
