import { writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTypes, { astToString } from "openapi-typescript";
import { describeApi } from "../../shared/api/describe-api.ts";
import { routes } from "../../shared/api/routes.ts";

/**
 * Writes the types that the console's client knows the API by, made from the routes' own schemas;
 * they are checked with the rest, so that a page never asks for what the API does not answer.
 */
export async function writeApiTypes(root: string): Promise<void> {
  // As it travels: what is undefined in memory is absent in JSON.
  const description = JSON.stringify(describeApi(routes, "/"));
  const types = await openapiTypes(description);
  writeFileSync(join(root, "console", "api", "openapi.d.ts"), astToString(types));
}
