import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import {
  onIndex,
  onTable,
  putOn,
  readItems,
  readProfiles,
  sendTo,
} from "../../constructs/access.ts";
import type { MusterFunction } from "../../constructs/muster-function.ts";
import { timeouts } from "../queues.ts";
import { contactsOfCompanies, declare, type FunctionSurroundings } from "./declare.ts";

export function applyChanges(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "ApplyChanges",
    file: "apply-changes",
    description: "Merges changes into profiles and flips the memberships they touch",
    timeout: timeouts.applyChanges,
    reads: queues.changes,
    // Erased people are known by a keyed hash of what they were called.
    opensSecrets: true,
    access: [
      onTable(tables.profiles, [...readProfiles, "PutItem"]),
      onTable(tables.views, contactsOfCompanies),
      // Identities are claimed here, in one transaction with the profiles that hold them.
      onTable(tables.registry, [...readItems, "PutItem", "DeleteItem"]),
    ],
  });
}

export function publishMemberships(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, bus } = around;
  return declare(scope, around, {
    id: "PublishMemberships",
    file: "publish-memberships",
    description: "Turns profile images into member lists, sizes, history and events",
    timeout: Duration.seconds(60),
    // Erased people are known by a keyed hash of what they were called.
    opensSecrets: true,
    access: [
      // Where a merged profile went: its history goes there too.
      // What moves in the history does while its profile is as it was read.
      onTable(tables.profiles, [...readProfiles, "PutItem", "ConditionCheckItem"]),
      onTable(tables.views, [...readItems, "PutItem", "BatchWriteItem", "DeleteItem"]),
      // What is kept elsewhere of somebody who was erased goes too.
      onTable(tables.registry, [...readItems, "PutItem", "DeleteItem"]),
      putOn(bus),
      // Related profiles are told with the changes, very many of them in a lane of their own.
      sendTo(queues.due.queue, queues.changes.queue, queues.related.queue),
      ...[...queues.pushes.values()].map(({ queue }) => sendTo(queue)),
    ],
  });
}

export function enqueueDue(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "EnqueueDue",
    file: "enqueue-due",
    description: "Looks ahead for flips by time alone and retires segments whose time is over",
    timeout: Duration.seconds(55),
    access: [
      onIndex(tables.profiles, "due"),
      // A segment that is over is taken out of the index, and a walk is begun.
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      sendTo(queues.due.queue, queues.builds.queue),
    ],
  });
}

export function reevaluateDue(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "ReevaluateDue",
    file: "reevaluate-due",
    description: "Flips the memberships that time alone changes",
    timeout: timeouts.reevaluateDue,
    reads: queues.due,
    // Erased people are known by a keyed hash of what they were called.
    opensSecrets: true,
    access: [
      onTable(tables.profiles, [...readProfiles, "PutItem"]),
      onTable(tables.views, contactsOfCompanies),
      // A duplicate tries again to claim its identity whenever it is written.
      onTable(tables.registry, [...readItems, "PutItem", "DeleteItem"]),
    ],
  });
}

export function buildSegment(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "BuildSegment",
    file: "build-segment",
    description: "Builds a segment's version over all profiles, part by part",
    timeout: timeouts.buildSegment,
    memory: 1769,
    reads: queues.builds,
    // Erased people are known by a keyed hash of what they were called.
    opensSecrets: true,
    access: [
      onTable(tables.profiles, [...readProfiles, "PutItem"]),
      // How long the history of a behaviour is kept is said of each of its rows.
      onTable(tables.views, [...contactsOfCompanies, "UpdateItem", "DeleteItem"]),
      // Who shares a key that was declared is joined here, in one transaction with the claims.
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      sendTo(queues.builds.queue),
    ],
  });
}

export function refreshRelated(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "RefreshRelated",
    file: "refresh-related",
    description: "Brings a large company's change to everybody associated with it, page by page",
    timeout: timeouts.refreshRelated,
    reads: queues.related,
    // Erased people are known by a keyed hash of what they were called.
    opensSecrets: true,
    access: [
      onTable(tables.profiles, [...readProfiles, "PutItem"]),
      onTable(tables.views, contactsOfCompanies),
      // A duplicate tries again to claim its identity whenever it is written.
      onTable(tables.registry, [...readItems, "PutItem", "DeleteItem"]),
      sendTo(queues.related.queue),
    ],
  });
}
