import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { routes } from "../../shared/api/routes.ts";
import type { Storage } from "../../shared/storage/storage.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { Plant } from "./house.ts";
import { Life } from "./life.ts";
import { outsideOf } from "./outside.ts";
import { mentions, type Tenant } from "./tenants.ts";

/** A hundred thousand take some minutes: `MUSTER_OPERATIONS=100000`. */
const operations = Number(process.env["MUSTER_OPERATIONS"] ?? 5_000);

/** Nobody's, or opened by what only an outside system can sign. */
const holdNothing = [
  "GET /api/v1/unsubscribe/{token}",
  "GET /scim/v2/ResourceTypes/{id}",
  "GET /scim/v2/Schemas/{id}",
  "GET /oauth/{kind}/callback",
  "GET /hooks/{kind}/card",
];

/** Whatever the seed; imports and sweeps come up as chance has it. */
const lanes = [
  "changes",
  "stream",
  "builds",
  "sources",
  "programs",
  "push webhook",
  "push hubspot",
];

let life: Life;
const made = new Map<Tenant, number>();

beforeAll(() => {
  vi.stubGlobal(
    "fetch",
    outsideOf(() => life.house.watch),
  );
  vi.stubEnv("MUSTER_ALLOW_PRIVATE_WEBHOOKS", "1");
  vi.stubEnv("HUBSPOT_API_URL", "https://crm.test");
  vi.stubEnv("HUBSPOT_CLIENT_ID", "app");
  vi.stubEnv("HUBSPOT_CLIENT_SECRET", "secret");
  const real = globalThis.crypto.randomUUID.bind(globalThis.crypto);
  vi.spyOn(globalThis.crypto, "randomUUID").mockImplementation(() => {
    const { acting, doing } = life.house.watch;
    // The address of a connection is one of its kind among all workspaces.
    if (acting === undefined || doing === "POST /api/v1/connections") return real();
    const number = (made.get(acting) ?? 0) + 1;
    made.set(acting, number);
    return `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
  });
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function lived(seed: number, most: number, plant?: Plant): Promise<Life> {
  made.clear();
  life = new Life(new Random(seed), plant);
  await life.settleIn();
  await life.walk();
  while (life.operations < most && !life.hasLeaked) await life.step();
  return life;
}

describe("two workspaces with the same ids", () => {
  it(`never see each other in ${operations} operations over every route and queue`, async () => {
    const seed = seedOf("isolation");
    const { house, pools, answered, worked } = await lived(seed, operations);
    expect(house.watch.leaks).toEqual([]);
    for (const pool of ["segments", "programs", "directories", "destinations"] as const)
      expect(pools.amber[pool][0], pool).toBe(pools.birch[pool][0]);
    const good = new Set([...answered.keys()].map((each) => each.replace(/ ok$/, "")));
    const reading = routes.filter(({ method }) => method === "GET");
    const missed = reading.map(({ method, path }) => `${method} ${path}`);
    expect(missed.filter((name) => !good.has(name))).toEqual(holdNothing);
    expect([...worked.keys()]).toEqual(expect.arrayContaining(lanes));
  }, 1_800_000);
});

describe("what reaches the other workspace is noticed:", () => {
  const segmentsOf = (tenant: Tenant): string => `${tenant}#segments`;
  const plants: readonly [string, () => Plant][] = [
    [
      "a key that is read without its workspace",
      () => ({
        command: (input) => {
          const { Key } = { Key: undefined, ...input };
          if (mentions(Key, segmentsOf("birch")))
            Object.assign(Key ?? {}, { pk: segmentsOf("amber") });
        },
      }),
    ],
    [
      "a message in the other's name",
      () => ({
        message: (body) =>
          mentions(body, "amber") ? Object.assign({}, body, { workspaceId: "birch" }) : body,
      }),
    ],
    ["a cache that knows segments by their id alone", () => ({ storage: rememberingSegments })],
  ];
  it.each(plants)(
    "%s",
    async (_, plant) => {
      const { hasLeaked } = await lived(1, 2_000, plant());
      expect(hasLeaked).toBe(true);
    },
    1_800_000,
  );
});

function rememberingSegments(storage: Storage): Storage {
  const known = new Map<string, Awaited<ReturnType<Storage["segments"]["get"]>>>();
  const read = storage.segments.get.bind(storage.segments);
  storage.segments.get = async (workspaceId, id) => {
    const found = known.get(id) ?? (await read(workspaceId, id));
    known.set(id, found);
    return found;
  };
  return storage;
}
