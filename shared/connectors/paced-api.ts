import type { z } from "zod";
import type { MusterError } from "../runtime/errors.ts";
import { afterFirst } from "./after-first.ts";
import { bodyOf, isSuccess, type JsonAnswer, sendJson } from "./json-api.ts";

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind the API's address. */
  readonly path: string;
  readonly json?: object;
}

/** The API of one account, asked no faster than its budget allows. */
export interface PacedApi {
  /** Any answer, as it is. */
  send(call: ApiCall): Promise<JsonAnswer>;
  /** The body of a successful answer; every other answer becomes its error. */
  call<T>(call: ApiCall, schema: z.ZodType<T>): Promise<T>;
  /** The same of an answer that was given already. */
  read<T>(answer: JsonAnswer, schema: z.ZodType<T>): T;
}

interface Api {
  /** As an admin knows it. */
  readonly system: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of what is sent; JSON unless given. */
  readonly mediaType?: string;
  /** The error an unsuccessful answer stands for. */
  readonly failure: (answer: JsonAnswer) => MusterError;
}

/** `spend` is awaited before each request but the first, which whoever asked for the push has paid. */
export function pacedApi(
  { system, url, headers, mediaType = "application/json", failure }: Api,
  spend: (() => Promise<void>) | undefined,
): PacedApi {
  const next = afterFirst(spend);
  const send = async ({ method, path, json }: ApiCall): Promise<JsonAnswer> => {
    await next();
    return sendJson({
      method,
      url: url + path,
      headers: { ...headers, ...(json && { "content-type": mediaType }) },
      ...(json && { json }),
    });
  };
  const read = <T>(answer: JsonAnswer, schema: z.ZodType<T>): T => {
    if (!isSuccess(answer)) throw failure(answer);
    return bodyOf(system, answer, schema);
  };
  return { send, read, call: async (asked, schema) => read(await send(asked), schema) };
}
