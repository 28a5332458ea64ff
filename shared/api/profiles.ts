import { z } from "zod";
import type { ObjectKind } from "../contracts/change.ts";
import { standingAsOf } from "../flow/as-of-members.ts";
import { profileAsOf } from "../flow/as-of-profile.ts";
import { versionAsOf } from "../flow/as-of-version.ts";
import { typesOf } from "../flow/index-reader.ts";
import { profileById, profileByKey, within } from "../flow/look-up-profile.ts";
import { membershipsNow, presentIndex } from "../flow/membership-now.ts";
import { turnsOfProfile } from "../flow/turns-of-profile.ts";
import { visibleCell } from "../profiles/cells.ts";
import { displayName } from "../profiles/display-name.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { typed } from "../profiles/record-of.ts";
import type { AttributeDeclaration, AttributeDeclarations } from "../segmentation/record.ts";
import { AsOf, instantAsOf } from "./as-of.ts";
import type { Call } from "./call.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import { type AttributeView, ObjectQuery, ProfileView } from "./profile-schema.ts";
import { invalidParameter, notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Profiles";

export const getProfileByKey = route({
  method: "GET",
  path: "/api/v1/profiles",
  tag,
  status: 200,
  summary: "The profile with an e-mail, a domain, or a source's own id",
  input: {
    query: z.object({
      key: z.string("Give a key.").meta({
        description:
          "`email:ann@acme.test`, `domain:acme.test`, `key:{attribute}:{value}` or `{connectionId}:{id}`.",
        examples: ["email:ann@acme.test"],
      }),
      object: ObjectQuery,
    }),
  },
  output: ProfileView,
  async handle({ query: { key, object } }, call) {
    if (!/^[^:]+:./.test(key))
      throw invalidParameter(
        "key",
        "Give email:<address>, domain:<domain> or <connection id>:<id at the source>.",
      );
    // A plus sign left as it is in a query reads as a space, which no address has.
    const meant = key.startsWith("email:") ? key.trim().replaceAll(" ", "+") : key;
    const profile = await profileByKey(call.context, within(call.workspaceId, object), meant);
    if (profile === undefined) throw notFound("There is no profile with this key.");
    return { body: await viewProfile(call, profile) };
  },
});

export const getProfile = route({
  method: "GET",
  path: "/api/v1/profiles/{id}",
  tag,
  status: 200,
  summary: "Attributes with value, time and source; memberships now; identities",
  description:
    "The id of a profile that was merged into another answers with that other one. With `asOf`, as it was known then; attribute declarations are those of now.",
  input: { params: z.object({ id: z.string() }), query: z.object({ asOf: AsOf.optional() }) },
  output: ProfileView,
  async handle({ params: { id }, query: { asOf } }, call) {
    const profile = await findProfile(call, id);
    if (asOf === undefined) return { body: await viewProfile(call, profile) };
    return { body: await viewAsOf(call, { ...profile, id }, instantAsOf(call, "asOf", asOf)) };
  },
});

/** Throws 404. */
export async function findProfile(call: Call, id: string, object?: ObjectKind): Promise<Profile> {
  const profile = await profileById(call.context, within(call.workspaceId, object), id);
  if (profile === undefined) throw notFound(`There is no profile ${id}.`);
  return profile;
}

/** With its memberships at this instant. */
export async function viewProfile(
  call: Call,
  profile: Profile,
): Promise<z.input<typeof ProfileView>> {
  const { context, workspaceId } = call;
  const { id, object, createdAt, duplicateOf, apart } = profile;
  const [{ root }, memberships] = await Promise.all([
    presentIndex(context, workspaceId),
    membershipsNow(context, profile),
  ]);
  const segmentIds = memberships.map(({ segment }) => segment.id);
  const rows = await context.storage.members.rows(workspaceId, segmentIds, id);
  return {
    id,
    object,
    name: displayName(profile),
    createdAt: iso(createdAt),
    deleted: !isAlive(profile),
    suppressedSince: isoOrAbsent(profile.suppressed?.since),
    attributes: attributesOf(profile, typesOf(root, object)),
    identities: identitiesOf(profile).sort(byText),
    memberships: memberships.map(({ segment, since, leavesAt }) => {
      const row = rows.get(segment.id);
      return {
        segmentId: segment.id,
        name: segment.name,
        leavesAt: isoOrAbsent(leavesAt),
        since: isoOrAbsent(since) ?? (row?.member === true ? row.since : undefined),
      };
    }),
    duplicateOf: [...duplicateOf],
    apart: apart?.map(({ records, at, ...each }) => ({
      ...each,
      at: iso(at),
      records: records.map(({ connectionId, recordId }) => ({ connectionId, id: recordId })),
    })),
  };
}

/** What its sources had told by an instant, and the segments it was in. */
async function viewAsOf(
  call: Call,
  asked: Profile,
  instant: number,
): Promise<z.input<typeof ProfileView>> {
  const { context, workspaceId } = call;
  const [{ root }, { profile }, { found }] = await Promise.all([
    presentIndex(context, workspaceId),
    profileAsOf(context, asked, instant),
    turnsOfProfile(context, asked),
  ]);
  return {
    id: profile.id,
    object: profile.object,
    name: displayName(profile),
    createdAt: iso(asked.createdAt),
    deleted: !isAlive(profile),
    attributes: attributesOf(profile, typesOf(root, profile.object)),
    identities: identitiesOf(profile).sort(byText),
    memberships: found.flatMap(({ segment, turns }) => {
      const isLive = versionAsOf(segment, instant) !== undefined;
      const standing = isLive ? standingAsOf(turns, instant) : undefined;
      if (standing === undefined) return [];
      return [{ segmentId: segment.id, name: segment.name, since: standing.at }];
    }),
    duplicateOf: [],
    asOf: iso(instant),
  };
}

function attributesOf(
  profile: Profile,
  types: AttributeDeclarations,
): Record<string, AttributeView> {
  return Object.fromEntries(
    Object.keys(profile.cells)
      .sort()
      .flatMap((name): [string, AttributeView][] => {
        const view = attributeOf(profile, name, types.get(name));
        return view === undefined ? [] : [[name, view]];
      }),
  );
}

function attributeOf(
  { cells }: Profile,
  name: string,
  declared: AttributeDeclaration | undefined,
): AttributeView | undefined {
  const sources = Object.entries(cells[name] ?? {})
    .map(([connectionId, { value, at }]) => ({ connectionId, value, at }))
    .sort((one, other) => other.at - one.at || byText(one, other));
  const visible = visibleCell(cells, name);
  const [newest] = sources;
  if (newest === undefined) return undefined;
  const { connectionId, at } = visible ?? newest;
  return {
    ...valueOf(visible?.value, declared),
    at: iso(at),
    source: connectionId,
    sources: sources.map((each) => ({ ...each, at: iso(each.at) })),
  };
}

function valueOf(
  value: NonNullable<AttributeView["value"]> | undefined,
  declared: AttributeDeclaration | undefined,
): Pick<AttributeView, "value" | "unconverted"> {
  if (value === undefined) return { value: null };
  const seen = typed(value, declared);
  if (seen === undefined) return { value, unconverted: true };
  return { value: typeof seen === "object" ? [...seen] : seen };
}

/** The database keeps no order within a profile; answers have one. */
function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
