import { registerHooks } from "node:module";

interface PlantedBug {
  /** The file it is planted in. */
  readonly file: string;
  readonly edits: readonly (readonly [from: string, to: string])[];
}

/** Bugs that a simulation must find: each changes one place of the code as it is loaded. */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  "drop the deduplication": {
    file: "shared/profiles/behaviours.ts",
    edits: [["kept.find((each) => each.key === added.key)", "kept.find((each) => each === added)"]],
  },
  "swap the version check": {
    file: "shared/storage/profiles.ts",
    edits: [
      ['ConditionExpression: "revision = :read"', 'ConditionExpression: "revision >= :read"'],
    ],
  },
  "return only the failed message": {
    file: "shared/flow/publish-stream.ts",
    edits: [
      [
        "return failingFrom(records[0], records);",
        'return { batchItemFailures: [{ itemIdentifier: records.at(-1)?.dynamodb?.SequenceNumber ?? "" }] };',
      ],
    ],
  },
  "skip the echo check": {
    file: "shared/connectors/hubspot/change-body.ts",
    edits: [["if (event.propertyName === segmentsProperty) return undefined;", ""]],
  },
  "stale index cache": {
    file: "shared/flow/index-reader.ts",
    edits: [
      ["cached !== undefined && msSince(cached.readAt) < rootCacheMs", "cached !== undefined"],
      ["if (msSince(snapshot.readAt) <= decisionMs) return;", "return;"],
    ],
  },
  "believe a clock that was frozen": {
    file: "shared/runtime/moment.ts",
    edits: [
      [
        "Math.max(performance.now() - monotonic, Math.abs(Date.now() - wall))",
        "performance.now() - monotonic",
      ],
    ],
  },
  "forget the due index": {
    file: "shared/storage/profile-item.ts",
    edits: [["...(dueAt === undefined ? {} : { dueAt, dueShard: shardOf(id) }),", ""]],
  },
  "lose the alias on merge": {
    file: "shared/flow/follow-pointers.ts",
    edits: [["id = profile.mergedInto;", "return undefined;"]],
  },
  "let a slow push settle a newer wish": {
    file: "shared/storage/push-records.ts",
    edits: [
      [
        'ConditionExpression: "revision = :revision"',
        'ConditionExpression: "revision <= :revision OR revision > :revision"',
      ],
    ],
  },
  "count what comes again": {
    file: "shared/storage/tallies.ts",
    edits: [
      [
        "return one.length === other.length ? one > other : one.length > other.length;",
        "return one !== other;",
      ],
    ],
  },
  "ack before write": {
    file: "shared/flow/enqueue-changes.ts",
    edits: [
      [
        "await context.queues.changes.send(messages.map((body) => ({ body, group: group(workspaceId) })));",
        "void context.queues.changes.send(messages.map((body) => ({ body, group: group(workspaceId) }))).catch(() => undefined);",
      ],
    ],
  },
};

/** Plants a bug; to be called before its file is loaded. Throws where the code no longer has the place. */
export function plant(name: string): void {
  const bug = plantedBugs[name];
  if (bug === undefined) throw new Error(`There is no bug "${name}" to be planted`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${bug.file}`)) return loaded;
      let source = textOf(loaded.source);
      for (const [from, to] of bug.edits) {
        if (source.split(from).length !== 2)
          throw new Error(`${bug.file} no longer has the one place where "${name}" is planted`);
        source = source.replace(from, () => to);
      }
      return { ...loaded, source };
    },
  });
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | null | undefined): string {
  if (typeof source === "string") return source;
  return source === null || source === undefined ? "" : new TextDecoder().decode(source);
}
