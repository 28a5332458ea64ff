import { z } from "zod";
import { RuleGroup } from "../segmentation/rule.ts";
import { ObjectKind } from "./change.ts";

/**
 * What lies between a rule's truth and the membership that others see. Durations and
 * instants as written, in ISO 8601.
 */
export const SegmentPolicy = z.object({
  /** Becomes a member only once the rule has been true for so long without a break. */
  entryDwell: z.string().optional(),
  /** Stays a member until the rule has been untrue for so long without a break. */
  exitGrace: z.string().optional(),
  /** Admits nobody from then on; who is in leaves, after the grace. */
  retireAt: z.string().optional(),
  /** How long before somebody leaves by time alone the bus is told. */
  exitLeads: z.array(z.string()).optional(),
});
export type SegmentPolicy = z.infer<typeof SegmentPolicy>;

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

/** What somebody did to a segment, and why. */
export const SegmentEdit = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Who did it, as the API's token says. */
  actor: z.string(),
  kind: z.enum([
    "created",
    "edited",
    "version-added",
    "promoted",
    "live",
    "resumed",
    "reviewed",
    "retired",
  ]),
  version: z.number().optional(),
  /** Of `edited`: what was given. */
  fields: z.array(z.string()).optional(),
  reason: z.string().optional(),
});
export type SegmentEdit = z.infer<typeof SegmentEdit>;

export const Segment = SegmentPolicy.extend({
  workspaceId: z.string(),
  id: z.string(),
  name: z.string(),
  object: ObjectKind,
  owner: z.string(),
  description: z.string().optional(),
  /** How often its owner is asked whether it is still right: an ISO 8601 duration. */
  reviewEvery: z.string().optional(),
  /** Milliseconds since the epoch. */
  reviewedAt: z.number().optional(),
  state: z.enum(["building", "live", "failed", "retired"]),
  /** The version whose members are the segment's. */
  version: z.number(),
  versions: z.array(SegmentVersion),
  createdAt: z.number(),
  /** Newest last; the oldest go. */
  edits: z.array(SegmentEdit).optional(),
  /** Grows with each write; the ETag. */
  revision: z.number(),
});
export type Segment = z.infer<typeof Segment>;

/** What a build walks all profiles for. */
export const BuildJob = z.object({
  workspaceId: z.string(),
  id: z.string(),
  object: ObjectKind,
  /** `evaluate`: find members of the versions; `withdraw`: take them out; `identify`: join who share a key. */
  kind: z.enum(["evaluate", "withdraw", "identify"]),
  ordinals: z.array(z.number()),
  /** Of which the history is to be kept as long as is said now. */
  behaviour: z.string().optional(),
  segmentId: z.string().optional(),
  version: z.number().optional(),
  /** What follows once every partition is walked. */
  next: z.enum(["serve", "go-live", "retire", "nothing"]),
  /** Per partition how far it has come, from 0 to 1. */
  positions: z.record(z.string(), z.number()),
  state: z.enum(["running", "done", "failed"]),
  visited: z.number(),
  startedAt: z.number(),
  /** When it last came further, or was asked to go on. */
  heardAt: z.number().optional(),
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
