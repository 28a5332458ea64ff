import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendHubSpot } from "../../shared/connectors/hubspot/api.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import { BudgetSpentError, spendRequest } from "../../shared/flow/spend-request.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { startTestDatabase, type TestDatabase } from "../test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

const names = { profiles: "profiles", views: "views", registry: "registry" };

function portal(id: string): Connection {
  return {
    workspaceId: "w",
    id,
    kind: "hubspot",
    name: "Portal",
    state: "connected",
    rank: 1,
    createdAt: 0,
    secrets: [],
    propertyTypes: {},
    revision: 0,
    tokens: { access: `token-of-${id}`, refresh: "refresh", expiresAt: Number.MAX_SAFE_INTEGER },
  };
}

/** One function of many: what it has heard of limits it keeps to itself until it stores it. */
function openFunction() {
  const storage = openStorage(names);
  const { budgets } = storage;
  const spacings: number[] = [];
  const take = budgets.take.bind(budgets);
  budgets.take = (workspaceId, of, pace) => {
    spacings.push(Math.round(pace.spacingMs));
    return take(workspaceId, of, pace);
  };
  return { storage, spacings };
}

/** An answer of HubSpot that tells of a limit. */
async function hear(connection: Connection, limit: Record<string, number>): Promise<void> {
  const headers = Object.entries({ "interval-milliseconds": 10_000, remaining: 50, ...limit }).map(
    ([name, count]) => [`x-hubspot-ratelimit-${name}`, String(count)],
  );
  await using server = await recordingServer(() => ({
    status: 200,
    headers: Object.fromEntries(headers),
    json: {},
  }));
  process.env["HUBSPOT_API_URL"] = server.url;
  const accessToken = connection.tokens?.access ?? "";
  await sendHubSpot({ method: "GET", path: "/crm/objects/2026-09/contacts", accessToken });
}

describe("the pace of requests to a portal", () => {
  it("is that of a public app while nothing else was heard", async () => {
    const { storage, spacings } = openFunction();
    await spendRequest({ storage }, portal("unheard"), "import");
    expect(spacings).toEqual([100]);
  });

  it("is faster where the answers tell of a larger plan, in every function", async () => {
    const connection = portal("larger");
    const hearing = openFunction();
    await hear(connection, { max: 190 });
    await spendRequest(hearing, connection, "import");
    expect(hearing.spacings).toEqual([Math.round(10_000 / 180)]);
    const other = openFunction();
    const elsewhere = { ...connection, tokens: undefined };
    await spendRequest(other, elsewhere, "import");
    expect(other.spacings.at(-1)).toBe(Math.round(10_000 / 180));
  });

  it("is slower where they tell of less, and as before once they tell of more again", async () => {
    const connection = portal("smaller");
    const { storage, spacings } = openFunction();
    await hear(connection, { max: 60 });
    await spendRequest({ storage }, connection, "push");
    await hear(connection, { max: 110 });
    await spendRequest({ storage }, connection, "push");
    expect(spacings).toEqual([200, 100]);
  });

  it("rests where an answer says that nothing is left, whoever would send", async () => {
    const connection = portal("spent");
    const { storage } = openFunction();
    await hear(connection, { max: 110, remaining: 0 });
    await expect(spendRequest({ storage }, connection, "push")).rejects.toThrow(BudgetSpentError);
    const other = openFunction();
    const elsewhere = { ...connection, tokens: undefined };
    await expect(spendRequest(other, elsewhere, "push")).rejects.toThrow(BudgetSpentError);
  });

  it("heeds no header that makes no sense", async () => {
    const connection = portal("nonsense");
    const { storage, spacings } = openFunction();
    await hear(connection, { max: 0 });
    await hear(connection, { max: Number.NaN, remaining: -1 });
    await spendRequest({ storage }, connection, "import");
    expect(spacings).toEqual([100]);
  });
});
