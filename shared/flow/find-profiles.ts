import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import { visibleCell } from "../profiles/cells.ts";
import { displayName } from "../profiles/display-name.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { partitions } from "../profiles/profile-id.ts";
import { profilesKey } from "../profiles/transitions.ts";
import type { FlowContext } from "./context.ts";
import { profileById, profileByKey, within } from "./look-up-profile.ts";

type FindContext = Pick<FlowContext, "storage">;

interface Wanted {
  readonly workspaceId: string;
  /** Unset: both, contacts first. */
  readonly object: ObjectKind | undefined;
  /** Empty: anybody. */
  readonly query: string;
  readonly limit: number;
}

export interface FoundProfiles {
  /** Those that the query names exactly first, then by name. */
  readonly profiles: readonly Profile[];
  /** More match than are shown. */
  readonly more: boolean;
  /** How many were looked at, of how many there are. */
  readonly searched: number;
  readonly total: number;
}

const mostPerPage = 500;
/** Of each kind of profile; beyond, only exact names find everybody. */
const mostRead = 20_000;
const longestMs = 3_000;

/**
 * Finds profiles: an e-mail address, a domain, an id of Muster's or of a source by look-up,
 * whatever their number; beginnings of words of the name, e-mail or domain by looking at up to
 * 20,000 profiles of each kind, which is as many as answer while somebody types.
 */
export async function findProfiles(context: FindContext, wanted: Wanted): Promise<FoundProfiles> {
  const { workspaceId, object, query, limit } = wanted;
  const kinds = object === undefined ? objectKinds : [object];
  const named = await namedExactly(context, wanted);
  const known = new Set(named.map(({ id }) => id));
  const words = wordsOf(query);
  const walked = await Promise.all(
    kinds.map((kind) =>
      walk(
        context,
        { workspaceId, object: kind },
        {
          isWanted: (profile) => !known.has(profile.id) && matches(profile, words),
          isAnyWanted: words.length === 0,
          most: limit + 1,
        },
      ),
    ),
  );
  const others = walked.flatMap(({ found }) => found);
  const all = [...named, ...others.sort(byName)];
  return {
    profiles: all.slice(0, limit),
    more: all.length > limit,
    searched: walked.reduce((sum, { read }) => sum + read, 0),
    total: walked.reduce((sum, { total }) => sum + total, 0),
  };
}

async function namedExactly(
  { storage }: FindContext,
  { workspaceId, object, query }: Wanted,
): Promise<Profile[]> {
  if (query === "") return [];
  const place = within(workspaceId, object);
  const connections = await storage.connections.all(workspaceId);
  const keys = [
    ...(query.includes("@") ? [`email:${query}`] : []),
    ...(query.includes(".") ? [`domain:${query}`] : []),
    ...connections.map(({ id }) => `${id}:${query}`),
  ];
  const found = await Promise.all([
    profileById({ storage }, place, query),
    ...keys.map((key) => profileByKey({ storage }, place, key)),
  ]);
  const alive = found.filter((profile) => profile !== undefined).filter(isAlive);
  return [...new Map(alive.map((profile) => [profile.id, profile])).values()];
}

interface Search {
  isWanted(profile: Profile): boolean;
  /** Then whoever comes first will do. */
  readonly isAnyWanted: boolean;
  /** So many are kept, first by name. */
  readonly most: number;
}

interface Walked {
  readonly found: readonly Profile[];
  readonly read: number;
  readonly total: number;
}

/** Pages of all partitions side by side. */
async function walk(
  { storage }: FindContext,
  of: { readonly workspaceId: string; readonly object: ObjectKind },
  { isWanted, isAnyWanted, most }: Search,
): Promise<Walked> {
  const counts = await storage.tallies.counts(of.workspaceId, `attributes#${of.object}`);
  const endsAt = performance.now() + longestMs;
  const enough = isAnyWanted ? most : Number.POSITIVE_INFINITY;
  let found: Profile[] = [];
  let read = 0;
  let open: { partition: string; after?: string }[] = partitions.map((partition) => ({
    partition,
  }));
  while (
    open.length > 0 &&
    read < mostRead &&
    found.length < enough &&
    performance.now() < endsAt
  ) {
    const left = Math.min(mostRead - read, enough);
    const perPage = Math.min(mostPerPage, Math.ceil(left / open.length));
    const pages = await Promise.all(
      open.map(async ({ partition, after }) => ({
        partition,
        page: await storage.profiles.page(of, partition, after, perPage),
      })),
    );
    const alive = pages.flatMap(({ page }) => page.profiles.filter(isAlive));
    read += alive.length;
    found = [...found, ...alive.filter(isWanted)].sort(byName).slice(0, most);
    open = pages.flatMap(({ partition, page: { after } }) =>
      after === undefined ? [] : [{ partition, after }],
    );
  }
  return { found, read, total: Math.max(read, counts[profilesKey] ?? 0) };
}

/** Every word of the query begins a word of what the profile is called. */
function matches({ cells }: Profile, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = [displayName({ cells }), textOf(cells, "email"), textOf(cells, "domain")];
  const own = texts.flatMap((text) => (text === undefined ? [] : [fold(text), ...wordsOf(text)]));
  return words.every((word) => own.some((each) => each.startsWith(word)));
}

function textOf(cells: Profile["cells"], attribute: string): string | undefined {
  const value = visibleCell(cells, attribute)?.value;
  return typeof value === "string" ? value : undefined;
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[\s@.,_+-]+/)
    .filter((word) => word !== "");
}

/** Accents and case do not keep somebody from being found. */
function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function byName(one: Profile, other: Profile): number {
  const [first = "\u{10FFFF}", second = "\u{10FFFF}"] = [displayName(one), displayName(other)];
  return first.localeCompare(second, "en") || (one.id < other.id ? -1 : 1);
}
