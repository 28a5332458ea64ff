import { z } from "zod";
import { isGroup, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Facts } from "./database.ts";
import type { MusterClient } from "./muster-client.ts";
import { type SampleSegment, sampleCourse, sampleSegments } from "./sample-segments.ts";

const Connection = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  state: z.string(),
});
const Granting = z.object({ id: z.string(), authorizeUrl: z.string() });
const NewWebhook = z.object({ id: z.string(), url: z.string(), secret: z.string() });
const Named = z.object({ id: z.string(), name: z.string() });
const Destination = z.object({
  kind: z.string(),
  connectionId: z.string().nullish(),
  courseId: z.string().nullish(),
});
const Made = z.object({ id: z.string() });

interface SampleConnections {
  readonly hubspot: string;
  readonly academy: string;
  readonly lms: string;
}

interface Sandbox {
  readonly muster: MusterClient;
  readonly facts: Facts;
  /** Where the sandbox's learning system answers. */
  readonly lmsUrl: string;
  readonly lmsToken: string;
}

/** Connects the sandbox's three systems; what is connected already is kept. */
export async function connectSystems(sandbox: Sandbox): Promise<SampleConnections> {
  const known = await sandbox.muster.list("/api/v1/connections", Connection);
  const byName = (name: string) =>
    known.find((connection) => connection.name === name && connection.state === "connected")?.id;
  return {
    hubspot: byName(names.hubspot) ?? (await connectHubSpot(sandbox)),
    academy: await connectAcademy(sandbox, byName(names.academy)),
    lms: byName(names.lms) ?? (await connectLms(sandbox)),
  };
}

const names = { hubspot: "Sample CRM", academy: "Partner academy", lms: "Sample LMS" } as const;

async function connectHubSpot({ muster }: Sandbox): Promise<string> {
  const body = { kind: "hubspot", name: names.hubspot };
  const { id, authorizeUrl } = await muster.post("/api/v1/connections", body, Granting);
  const consent = await fetch(authorizeUrl, { redirect: "manual" });
  const callback = consent.headers.get("location");
  if (callback === null) throw new Error(`The sandbox granted nothing: ${await consent.text()}`);
  const granted = await fetch(callback, { redirect: "manual" });
  if (granted.status >= 400) {
    throw new Error(`Muster answered the grant with ${granted.status}: ${await granted.text()}`);
  }
  return id;
}

/** The secret is shown once only: without it the academy needs a connection of its own again. */
async function connectAcademy({ muster, facts }: Sandbox, known?: string): Promise<string> {
  if (known !== undefined && known === facts.get("academyId")) return known;
  const body = { kind: "webhook", name: names.academy };
  const made = await muster.post("/api/v1/connections", body, NewWebhook);
  facts.set("academyUrl", new URL(made.url, muster.url).href);
  facts.set("academySecret", made.secret);
  facts.set("academyId", made.id);
  return made.id;
}

async function connectLms({ muster, lmsUrl, lmsToken }: Sandbox): Promise<string> {
  const body = { kind: "lms", name: names.lms, baseUrl: lmsUrl, secret: lmsToken };
  return (await muster.post("/api/v1/connections", body, Made)).id;
}

/**
 * Makes the sample's segments and what they drive. One that fails does not keep the others
 * from being made; what failed is thrown together at the end.
 */
export async function makeSegments(
  { muster }: Sandbox,
  connections: SampleConnections,
): Promise<void> {
  const known = await muster.list("/api/v1/segments", Named);
  const failures: unknown[] = [];
  const ids = new Map(known.map(({ id, name }) => [name, id]));
  for (const sample of sampleSegments) {
    const named = { ...sample, rule: withIds(sample.rule, ids) };
    try {
      ids.set(sample.name, await makeSegment(muster, connections, named, ids.get(sample.name)));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("; "));
}

async function makeSegment(
  muster: MusterClient,
  connections: SampleConnections,
  sample: SampleSegment,
  known: string | undefined,
): Promise<string> {
  const id = known ?? (await muster.post("/api/v1/segments", sample, Made)).id;
  await bind(muster, id, { kind: "hubspot-list", connectionId: connections.hubspot });
  if (sample.name === sampleCourse.segment) {
    const { courseId } = sampleCourse;
    await bind(muster, id, { kind: "course", connectionId: connections.lms, courseId });
  }
  return id;
}

/** Ids in place of the names of other segments. */
function withIds(group: RuleGroup, ids: ReadonlyMap<string, string>): RuleGroup {
  const rules = group.rules.map((rule): RuleGroup["rules"][number] => {
    if (isGroup(rule)) return withIds(rule, ids);
    if (rule.field !== "segment" || !Array.isArray(rule.value)) return rule;
    const wanted: readonly unknown[] = rule.value;
    return { ...rule, value: wanted.map((name) => ids.get(String(name)) ?? name) };
  });
  return { ...group, rules };
}

async function bind(
  muster: MusterClient,
  segmentId: string,
  wanted: { kind: string; connectionId: string; courseId?: string },
): Promise<void> {
  const path = `/api/v1/segments/${segmentId}/destinations`;
  const bound = await muster.list(path, Destination);
  const present = bound.some(
    ({ kind, connectionId, courseId }) =>
      kind === wanted.kind &&
      connectionId === wanted.connectionId &&
      (courseId ?? undefined) === wanted.courseId,
  );
  if (!present) await muster.post(path, wanted, Made);
}
