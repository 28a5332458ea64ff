import { beforeAll, describe, expect, it } from "vitest";
import { connectorOf, targetOf } from "../../shared/connectors/registry.ts";
import { sampleConnection, sampleDestination, samplePush } from "../connectors/samples.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { DescribedApi, type Exchange } from "./described-api.ts";
import { tappedLine } from "./tapped-line.ts";

const described = {
  "get_lists.json": "/api/lists",
  "create_list.json": "/api/lists",
  "get_list.json": "/api/lists/{id}",
  "get_profiles_for_list.json": "/api/lists/{id}/profiles",
  "add_profiles_to_list.json": "/api/lists/{id}/relationships/profiles",
  "remove_profiles_from_list.json": "/api/lists/{id}/relationships/profiles",
  "get_profiles.json": "/api/profiles",
  "create_or_update_profile.json": "/api/profile-import",
} as const;

/** As the descriptions see it: their paths begin at the host, and no answer is null. */
function seen({ path, responseBody, ...exchange }: Exchange): Exchange {
  return {
    ...exchange,
    path: path.replace(/^\/klaviyo/, ""),
    responseBody: responseBody ?? null,
  };
}

describe("what goes over the wire to Klaviyo", () => {
  const apis: DescribedApi[] = [];
  beforeAll(async () => {
    for (const [file, path] of Object.entries(described))
      apis.push(await DescribedApi.read(`klaviyo/${file}`, [path]));
  });

  function judge(exchanges: readonly Exchange[]) {
    return exchanges.map(seen).flatMap((exchange) => {
      const api = apis.find((each) => each.describes(exchange));
      return api?.objections(exchange) ?? [`${exchange.method} ${exchange.path} is not described`];
    });
  }

  it("is what its own descriptions say, and so are the sandbox's answers", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    const baseUrl = `${line.url}/klaviyo`;
    const connection = sampleConnection({ kind: "klaviyo", baseUrl, apiKey: sandbox.keys.klaviyo });
    const lists = targetOf("klaviyo-list");
    await connectorOf("klaviyo").key?.check?.(connection);
    const prepared = await lists.prepare(sampleDestination("klaviyo-list"), connection);
    expect(await lists.prepare(sampleDestination("klaviyo-list"), connection)).toEqual(prepared);
    const destination = sampleDestination("klaviyo-list", prepared);
    const person = (name: string) => samplePush(name, { email: `${name}+"x"@acme.test` });
    const request = { destination, connection, now: Date.now() };
    const pushed = await lists.push({
      ...request,
      add: ["ann", "ben"].map(person),
      remove: [],
    });
    expect(pushed.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
    await lists.push({ ...request, add: [person("cleo")], remove: [person("ann")] });
    const there = await lists.members?.page(request, undefined);
    expect(there).toEqual({ keys: ['ben+"x"@acme.test', 'cleo+"x"@acme.test'], next: undefined });

    expect(judge(line.exchanges)).toEqual([]);
    const used = new Set(
      line.exchanges
        .map(seen)
        .map(({ method, path }) =>
          `${method} ${path.split("?")[0]}`.replace(prepared.listId ?? "", "{id}"),
        ),
    );
    expect(used).toEqual(
      new Set([
        "GET /api/lists",
        "POST /api/lists",
        "GET /api/profiles",
        "POST /api/profile-import",
        "POST /api/lists/{id}/relationships/profiles",
        "DELETE /api/lists/{id}/relationships/profiles",
        "GET /api/lists/{id}/profiles",
      ]),
    );
  });

  it("would be objected to, were a field misspelt", () => {
    const adding = (requestBody: object): Exchange => ({
      method: "POST",
      path: "/klaviyo/api/lists/L1/relationships/profiles",
      headers: { "content-type": "application/vnd.api+json", revision: "2026-07-15" },
      requestBody,
      status: 204,
      responseBody: undefined,
    });
    expect(judge([adding({ data: [{ type: "profile", id: "P1" }] })])).toEqual([]);
    expect(judge([adding({ data: [{ type: "profiles", id: "P1" }] })])).not.toEqual([]);
    expect(judge([adding({ data: [{ type: "profile", ids: "P1" }] })])).not.toEqual([]);
  });
});
