import type { HistoryEntry, Profile } from "../profiles/profile.ts";
import { contentHash } from "../profiles/profile-id.ts";
import type { Turn } from "../storage/turns.ts";
import type { FlowContext } from "./context.ts";
import { toldOf } from "./export-profile.ts";
import { turnsOfProfile } from "./turns-of-profile.ts";

/** One line of a profile's life: what a source told, or a membership that turned. `at` in ms. */
export type Happening =
  | {
      readonly kind: "told";
      readonly at: number;
      readonly key: string;
      readonly entry: HistoryEntry;
    }
  | {
      readonly kind: "turned";
      readonly at: number;
      readonly key: string;
      readonly turn: Turn;
      readonly segment: string;
    };

export interface TimelinePage {
  readonly happenings: readonly Happening[];
  /** After which the next page begins. */
  readonly after: string | undefined;
  /** False where there are more segments than were asked. */
  readonly complete: boolean;
}

/** What happened to a profile, newest first; keys stay while more happens. */
export async function profileTimeline(
  context: Pick<FlowContext, "storage" | "clock">,
  profile: Profile,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<TimelinePage> {
  const [told, { found, complete }] = await Promise.all([
    toldOf(context, profile),
    turnsOfProfile(context, profile),
  ]);
  const all = [
    ...onceEach(told),
    ...found.flatMap(({ segment, turns }) =>
      turns.map((turn): Happening => {
        const at = Date.parse(turn.at);
        const key = keyOf(at, `~${String(turn.revision).padStart(12, "0")}${segment.id}`);
        return { kind: "turned", at, key, turn, segment: segment.name };
      }),
    ),
  ].sort((one, other) => (one.key < other.key ? 1 : -1));
  const rest = after === undefined ? all : all.filter(({ key }) => key < after);
  const happenings = rest.slice(0, limit);
  return {
    happenings,
    after: rest.length > limit ? happenings.at(-1)?.key : undefined,
    complete,
  };
}

/** What was heard again, or came along with a merge, happened once; told in the order of hearing. */
function onceEach(told: readonly HistoryEntry[]): Happening[] {
  const known = new Map<string, Happening>();
  for (const entry of told) {
    const { field, connectionId, at } = entry;
    const key = keyOf(at, contentHash([field, entry.key, connectionId]));
    if (!known.has(key)) known.set(key, { kind: "told", at, key, entry });
  }
  return [...known.values()];
}

/** A membership that turned because of what was told stands above it. */
function keyOf(at: number, rest: string): string {
  return `${String(at).padStart(15, "0")}${rest}`;
}
