import { z } from "zod";
import { RuleGroup } from "../segmentation/rule.ts";
import { ObjectKind } from "./change.ts";

/** One rule of a segment. A version is never overwritten. */
export const SegmentVersion = z.object({
  version: z.number(),
  /** Names the version in profiles and in the index; absent until it is first built. */
  ordinal: z.number().optional(),
  rule: RuleGroup,
  state: z.enum(["candidate", "building", "live", "failed", "replaced"]),
  createdAt: z.number(),
  buildId: z.string().optional(),
});
export type SegmentVersion = z.infer<typeof SegmentVersion>;

export const Segment = z.object({
  workspaceId: z.string(),
  id: z.string(),
  name: z.string(),
  object: ObjectKind,
  owner: z.string(),
  description: z.string().optional(),
  retireAt: z.string().optional(),
  exitGrace: z.string().optional(),
  state: z.enum(["building", "live", "failed", "retired"]),
  /** The version whose members are the segment's. */
  version: z.number(),
  versions: z.array(SegmentVersion),
  createdAt: z.number(),
  /** Grows with each write; the ETag. */
  revision: z.number(),
});
export type Segment = z.infer<typeof Segment>;

/** What a build walks all profiles for. */
export const BuildJob = z.object({
  workspaceId: z.string(),
  id: z.string(),
  object: ObjectKind,
  /** `evaluate`: find members of the versions; `withdraw`: take them out. */
  kind: z.enum(["evaluate", "withdraw"]),
  ordinals: z.array(z.number()),
  segmentId: z.string().optional(),
  version: z.number().optional(),
  /** What follows once every partition is walked. */
  next: z.enum(["serve", "go-live", "retire", "nothing"]),
  /** Per partition how far it has come, from 0 to 1. */
  positions: z.record(z.string(), z.number()),
  state: z.enum(["running", "done", "failed"]),
  visited: z.number(),
  startedAt: z.number(),
  error: z.string().optional(),
});
export type BuildJob = z.infer<typeof BuildJob>;

/** One message of the builds queue: one partition of one job, from where it stopped. */
export const BuildMessage = z.object({
  workspaceId: z.string(),
  jobId: z.string(),
  partition: z.string(),
  after: z.string().optional(),
});
export type BuildMessage = z.infer<typeof BuildMessage>;
