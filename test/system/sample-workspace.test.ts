import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { samplePrograms } from "../../infra/local/sandbox/sample-programs.ts";
import { sampleCourse, sampleSegments } from "../../infra/local/sandbox/sample-segments.ts";
import { type Muster, type Running, startMuster } from "./running.ts";

const Lists = z.object({
  items: z.array(
    z.object({ name: z.string(), processingType: z.string(), recordIds: z.array(z.string()) }),
  ),
});
const Enrolments = z.object({ items: z.array(z.object({ courseId: z.string() })) });
const Programs = z.object({
  items: z.array(z.object({ name: z.string(), kind: z.string(), include: z.array(z.string()) })),
});
const Grants = z.object({
  grants: z.array(z.object({ program: z.string() })),
  prices: z.array(z.object({ program: z.string() })),
  courses: z.array(z.object({ program: z.string() })),
  goals: z.array(z.object({ program: z.string() })),
});
const Certificates = z.object({ items: z.array(z.object({ state: z.string() })) });
const Profile = z.object({
  identities: z.array(z.object({ connectionId: z.string(), kind: z.string(), id: z.string() })),
});
const Connections = z.object({ items: z.array(z.object({ id: z.string(), kind: z.string() })) });

let running: Running;
let muster: Muster;
let sandboxUrl: string;
beforeAll(async () => {
  running = await startMuster({ sample: true });
  muster = running.muster;
  sandboxUrl = running.system.sandboxUrl ?? "";
  await muster.until(async () => {
    const segments = await muster.segments();
    const complete = segments.length === sampleSegments.length;
    return complete && segments.every((each) => each.state === "live") ? true : undefined;
  }, 500_000);
});
afterAll(() => running.stop());

async function lists() {
  const answer = await fetch(`${sandboxUrl}/sandbox/lists`);
  return Lists.parse(await answer.json()).items;
}

/** The ids at the CRM of a segment's members, in order. */
async function recordIds(segmentId: string, crm: string): Promise<string[]> {
  const members = await muster.members(segmentId);
  const profiles = await Promise.all(
    members.map(async ({ profileId }) =>
      Profile.parse(await muster.read(`/api/v1/profiles/${profileId}`)),
    ),
  );
  return profiles
    .flatMap((profile) => profile.identities)
    .filter((identity) => identity.kind === "record" && identity.connectionId === crm)
    .map((identity) => identity.id)
    .sort();
}

describe("the sample workspace", () => {
  it("fills every segment from the CRM's own webhooks", async () => {
    await muster.until(async () =>
      (await muster.segments()).every((each) => each.size > 0) ? true : undefined,
    );
    expect((await muster.segments()).map((each) => each.name).sort()).toEqual(
      sampleSegments.map((each) => each.name).sort(),
    );
  });

  it("pushes each segment into one MANUAL list of the CRM, member by member", async () => {
    const connections = Connections.parse(await muster.read("/api/v1/connections")).items;
    const crm = connections.find((each) => each.kind === "hubspot")?.id ?? "";
    await muster.idle(300_000);
    // The sandbox changes a record every few seconds: each pair is compared until it is at rest.
    for (const segment of await muster.segments()) {
      const list = await muster.until(async () => {
        const found = (await lists()).find((each) => each.name.endsWith(segment.name));
        const pushed = [...(found?.recordIds ?? [])].sort();
        // Reading every member is dear: not before the numbers agree.
        if (pushed.length !== (await muster.segmentNow(segment.id)).size) return undefined;
        const members = await recordIds(segment.id, crm);
        return JSON.stringify(pushed) === JSON.stringify(members) ? found : undefined;
      }, 300_000);
      expect(list.processingType, list.name).toBe("MANUAL");
    }
  });

  async function grantedBy(profileId: string): Promise<string[]> {
    const read = await muster.read(`/api/v1/profiles/${profileId}/grants`);
    const { grants, prices, courses, goals } = Grants.parse(read);
    return [...grants, ...prices, ...courses, ...goals].map(({ program }) => program);
  }

  it("grants by each of its programs to members of what it includes", async () => {
    const programs = await muster.until(async () => {
      const { items } = Programs.parse(await muster.read("/api/v1/programs"));
      return items.length === samplePrograms.length ? items : undefined;
    });
    const deciding = programs.filter(({ kind }) => ["grant", "goal", "course"].includes(kind));
    expect(deciding.length).toBeGreaterThan(10);
    for (const { name, include } of deciding) {
      const [segmentId = ""] = include;
      await muster.until(async () => {
        // Some may be held out, to compare the others with.
        for (const { profileId } of (await muster.members(segmentId)).slice(0, 20))
          if ((await grantedBy(profileId)).includes(name)) return true;
        return undefined;
      });
    }
  });

  it("awards its certificate to whoever is certified", async () => {
    const certified = (await muster.segments()).find(
      ({ name }) => name === "Certification — Active",
    );
    await muster.until(async () => {
      const member = (await muster.members(certified?.id ?? ""))[0]?.profileId ?? "";
      const read = await muster.read(`/api/v1/profiles/${member}/certificates`);
      return Certificates.parse(read).items[0]?.state === "valid" ? true : undefined;
    });
    expect(certified).toBeDefined();
  });

  it("enrols in the course who enters its segment, and withdraws who leaves", async () => {
    const segment = (await muster.segments()).find((each) => each.name === sampleCourse.segment);
    expect(segment).toBeDefined();
    const enrolled = async () => {
      const answer = await fetch(`${sandboxUrl}/sandbox/enrolments`);
      const { items } = Enrolments.parse(await answer.json());
      return items.filter(({ courseId }) => courseId === sampleCourse.courseId).length;
    };
    await muster.until(async () => {
      const size = (await muster.segmentNow(segment?.id ?? "")).size;
      return size > 0 && size === (await enrolled()) ? true : undefined;
    });
  });
});
