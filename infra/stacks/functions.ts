import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { type ConnectionKind, connectionKinds } from "../../shared/contracts/connection.ts";
import { onIndex, onTable, putOn, readItems, sealWith, sendTo } from "../constructs/access.ts";
import { deliveries, type GuardedQueue } from "../constructs/guarded-queue.ts";
import type { MembershipBus } from "../constructs/membership-bus.ts";
import { MusterFunction } from "../constructs/muster-function.ts";
import type { SecretsKey } from "../constructs/secrets-key.ts";
import type { StageSettings } from "../stage-settings.ts";
import type { Tables } from "./data.ts";
import { kindName, type Queues, timeouts } from "./queues.ts";

export interface FunctionSurroundings {
  readonly settings: StageSettings;
  /** Holds one folder per function, named as its file. */
  readonly bundles: string;
  readonly tables: Tables;
  readonly queues: Queues;
  readonly bus: MembershipBus;
  readonly secretsKey: SecretsKey;
  /** What every function is told. */
  readonly environment: Record<string, string>;
  /** What only those that talk to HubSpot are told; holds a secret. */
  readonly hubspot: Record<string, string>;
  /** What only those that talk to Salesforce are told; holds a secret. */
  readonly salesforce: Record<string, string>;
}

interface FunctionDeclaration {
  readonly id: string;
  /** The file in `functions/`. */
  readonly file: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memory?: number;
  readonly environment?: Record<string, string>;
  /** The queue it reads: it may also park what it cannot handle. */
  readonly reads?: GuardedQueue;
  /** Works with connections' tokens and secrets; its own settings may be secret too. */
  readonly opensSecrets?: true;
  readonly access: readonly PolicyStatement[];
}

/** To read who is associated with a company, and complete what was stored of them. */
const contactsOfCompanies = [...readItems, "PutItem"] as const;

function declare(scope: Construct, around: FunctionSurroundings, spec: FunctionDeclaration) {
  const parking: Record<string, string> =
    spec.reads === undefined
      ? {}
      : {
          DEAD_LETTER_QUEUE_URL: spec.reads.deadLetters.queueUrl,
          QUEUE_DELIVERIES: String(deliveries),
        };
  const { secretsKey: key } = around;
  const sealing: Record<string, string> =
    spec.opensSecrets === undefined ? {} : { DATA_KEY_ID: key.keyArn };
  return new MusterFunction(scope, spec.id, {
    settings: around.settings,
    description: spec.description,
    codeFolder: join(around.bundles, spec.file),
    timeout: spec.timeout,
    memory: spec.memory ?? 1024,
    environment: { ...around.environment, ...parking, ...sealing, ...spec.environment },
    ...(spec.opensSecrets === undefined ? {} : { settingsKey: key }),
    access: [
      ...spec.access,
      ...(spec.reads === undefined ? [] : [sendTo(spec.reads.deadLetters)]),
      ...(spec.opensSecrets === undefined ? [] : [sealWith(key)]),
    ],
  });
}

export function receiveWebhook(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot } = around;
  return declare(scope, around, {
    id: "ReceiveWebhook",
    file: "receive-webhook",
    opensSecrets: true,
    description: "Verifies a signed webhook and puts its changes on the queue",
    timeout: Duration.seconds(10),
    environment: hubspot,
    access: [onTable(tables.registry, [...readItems, "UpdateItem"]), sendTo(queues.changes.queue)],
  });
}

export function answerApi(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "AnswerApi",
    file: "answer-api",
    opensSecrets: true,
    description: "Answers the public API, the health check and the OAuth redirects",
    timeout: Duration.seconds(29),
    memory: 1769,
    environment: { ...hubspot, ...salesforce },
    access: [
      onTable(tables.profiles, readItems),
      onTable(tables.views, readItems),
      onIndex(tables.views, "since"),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      // A new destination is filled at once, and one that can be reached again goes on;
      // webhooks that were kept are read again; what was connected is imported.
      sendTo(
        queues.changes.queue,
        queues.builds.queue,
        queues.imports.queue,
        ...[...queues.pushes.values()].map(({ queue }) => queue),
      ),
    ],
  });
}

export function applyChanges(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "ApplyChanges",
    file: "apply-changes",
    description: "Merges changes into profiles and flips the memberships they touch",
    timeout: timeouts.applyChanges,
    reads: queues.changes,
    access: [
      onTable(tables.profiles, [...readItems, "PutItem"]),
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
    access: [
      // Where a merged profile went: its history goes there too.
      onTable(tables.profiles, readItems),
      onTable(tables.views, [...readItems, "PutItem", "BatchWriteItem"]),
      onTable(tables.registry, readItems),
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
    description: "Looks ahead for flips by time alone and sends each to its second",
    timeout: Duration.seconds(55),
    access: [onIndex(tables.profiles, "due"), sendTo(queues.due.queue)],
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
    access: [
      onTable(tables.profiles, [...readItems, "PutItem"]),
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
    access: [
      onTable(tables.profiles, [...readItems, "PutItem"]),
      onTable(tables.views, contactsOfCompanies),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
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
    access: [
      onTable(tables.profiles, [...readItems, "PutItem"]),
      onTable(tables.views, contactsOfCompanies),
      // A duplicate tries again to claim its identity whenever it is written.
      onTable(tables.registry, [...readItems, "PutItem", "DeleteItem"]),
      sendTo(queues.related.queue),
    ],
  });
}

export function importRecords(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "ImportRecords",
    file: "import-records",
    opensSecrets: true,
    description: "Brings in all records of a connected system, page by page",
    timeout: timeouts.importRecords,
    environment: { ...hubspot, ...salesforce },
    reads: queues.imports,
    access: [
      // What is known already is not sent again.
      onTable(tables.profiles, readItems),
      onTable(tables.registry, [
        ...readItems,
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "BatchWriteItem",
      ]),
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}

export function keepAccess(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "KeepAccess",
    file: "keep-access",
    opensSecrets: true,
    description: "Renews the access to connected systems that nobody used for long",
    timeout: Duration.seconds(300),
    environment: { ...hubspot, ...salesforce },
    access: [onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"])],
  });
}

export function receiveEvents(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, salesforce } = around;
  return declare(scope, around, {
    id: "ReceiveEvents",
    file: "receive-events",
    opensSecrets: true,
    description: "Turns what a CRM tells of on its bus into changes, and reads what it leaves open",
    timeout: timeouts.receiveEvents,
    environment: salesforce,
    reads: queues.sourceEvents,
    access: [
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      // What was lost count of is imported again.
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}

/** One per connector kind, each with its own queue, so that a slow system delays no other. */
export function pushMemberships(
  scope: Construct,
  around: FunctionSurroundings,
): ReadonlyMap<ConnectionKind, MusterFunction> {
  return new Map(connectionKinds.map((kind) => [kind, pushFunction(scope, around, kind)]));
}

function pushFunction(
  scope: Construct,
  around: FunctionSurroundings,
  kind: ConnectionKind,
): MusterFunction {
  const { tables, queues } = around;
  const queue = queues.pushes.get(kind);
  if (queue === undefined) throw new Error(`No queue of pushes to ${kind}`);
  return declare(scope, around, {
    id: `PushMemberships${kindName(kind)}`,
    file: "push-memberships",
    opensSecrets: true,
    description: `Makes the outside systems behind ${kind} connections agree`,
    timeout: timeouts.pushMemberships,
    environment: { CONNECTOR: kind, ...appOf(around, kind) },
    reads: queue,
    access: [
      onTable(tables.views, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      onIndex(tables.views, "pending"),
      onIndex(tables.views, "since"),
      onTable(tables.profiles, readItems),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      sendTo(queue.queue),
    ],
  });
}

/** The app Muster is known as to systems of the kind. */
function appOf(
  { hubspot, salesforce }: FunctionSurroundings,
  kind: ConnectionKind,
): Record<string, string> {
  switch (kind) {
    case "hubspot":
      return hubspot;
    case "salesforce":
      return salesforce;
    case "webhook":
    case "lms":
      return {};
  }
}
