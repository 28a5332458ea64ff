import { CfnOutput, type StackProps } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { AccessRenewal } from "../constructs/access-renewal.ts";
import { DueSweep } from "../constructs/due-sweep.ts";
import { MembershipBus } from "../constructs/membership-bus.ts";
import { PartnerEvents } from "../constructs/partner-events.ts";
import { PublicApi } from "../constructs/public-api.ts";
import { ReadableStack } from "../constructs/readable-stack.ts";
import { SecretsKey } from "../constructs/secrets-key.ts";
import { StreamOutbox } from "../constructs/stream-outbox.ts";
import type { StageSettings } from "../stage-settings.ts";
import { createTables, type Tables } from "./data.ts";
import * as functions from "./functions.ts";
import { hubspotEnvironment } from "./hubspot-parameters.ts";
import { salesforceEnvironment } from "./salesforce-parameters.ts";
import { createQueues, kindName, type Queues } from "./queues.ts";

export interface MusterStackProps extends StackProps {
  readonly settings: StageSettings;
  /** The folder `bundleFunctions` wrote. */
  readonly bundles: string;
}

/** The way of one change, from the webhook to the outside systems. */
export class MusterStack extends ReadableStack {
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: MusterStackProps) {
    super(scope, id, props);
    const { settings, bundles } = props;
    const tables = createTables(this, settings);
    const queues = createQueues(this);
    const bus = new MembershipBus(this, "Bus", settings);
    const secretsKey = new SecretsKey(this, "SecretsKey", settings);
    const api = new PublicApi(this, "Api", settings);
    this.publicUrl = api.url;
    const environment = sharedEnvironment(tables, queues, bus, api);
    const hubspot = hubspotEnvironment(this);
    const salesforce = salesforceEnvironment(this);
    this.connect(api, {
      settings,
      bundles,
      tables,
      queues,
      bus,
      secretsKey,
      environment,
      hubspot,
      salesforce,
    });
    new CfnOutput(this, "PublicUrl", { value: api.url });
  }

  private connect(api: PublicApi, around: functions.FunctionSurroundings): void {
    const { settings, tables, queues } = around;
    api.route(HttpMethod.POST, ["/hooks/{proxy+}"], functions.receiveWebhook(this, around));
    const answerApi = functions.answerApi(this, around);
    api.route(HttpMethod.ANY, ["/api/v1/{proxy+}"], answerApi);
    api.route(HttpMethod.GET, ["/oauth/{proxy+}", "/health"], answerApi);

    queues.changes.deliverTo(functions.applyChanges(this, around), { batchSize: 10 });
    const publisher = functions.publishMemberships(this, around);
    new StreamOutbox(this, "Outbox", { settings, table: tables.profiles, publisher });
    new DueSweep(this, "DueSweep", functions.enqueueDue(this, around));
    new AccessRenewal(this, "AccessRenewal", functions.keepAccess(this, around));
    queues.due.deliverTo(functions.reevaluateDue(this, around), { batchSize: 10 });
    // Builds have their own lane: few at a time, whatever waits.
    const builder = functions.buildSegment(this, around);
    queues.builds.deliverTo(builder, { batchSize: 1, maxConcurrency: 5 });
    // Large companies too: their contacts are reached in good time, and nothing waits for them.
    const refresher = functions.refreshRelated(this, around);
    queues.related.deliverTo(refresher, { batchSize: 1, maxConcurrency: 5 });
    // A system's records come in page after page: one turn of an import at a time, few imports.
    const importer = functions.importRecords(this, around);
    queues.imports.deliverTo(importer, { batchSize: 1, maxConcurrency: 5 });
    new PartnerEvents(this, "PartnerEvents", queues.sourceEvents);
    queues.sourceEvents.deliverTo(functions.receiveEvents(this, around), { batchSize: 10 });
    this.connectDestinations(around);
  }

  private connectDestinations(around: functions.FunctionSurroundings): void {
    for (const [kind, push] of functions.pushMemberships(this, around)) {
      const queue = around.queues.pushes.get(kind);
      if (queue === undefined) throw new Error(`No queue of pushes to ${kind}`);
      around.bus.route(`TransitionsTo${kindName(kind)}`, queue);
      queue.deliverTo(push, { batchSize: 10, maxConcurrency: 10 });
    }
  }
}

function sharedEnvironment(
  tables: Tables,
  queues: Queues,
  bus: MembershipBus,
  api: PublicApi,
): Record<string, string> {
  const pushes = [...queues.pushes].map(([kind, { queue }]): [string, string] => [
    `PUSHES_${kind.toUpperCase()}_QUEUE_URL`,
    queue.queueUrl,
  ]);
  return {
    PROFILES_TABLE: tables.profiles.tableName,
    VIEWS_TABLE: tables.views.tableName,
    REGISTRY_TABLE: tables.registry.tableName,
    CHANGES_QUEUE_URL: queues.changes.queue.queueUrl,
    DUE_QUEUE_URL: queues.due.queue.queueUrl,
    BUILDS_QUEUE_URL: queues.builds.queue.queueUrl,
    RELATED_QUEUE_URL: queues.related.queue.queueUrl,
    IMPORTS_QUEUE_URL: queues.imports.queue.queueUrl,
    ...Object.fromEntries(pushes),
    BUS_NAME: bus.eventBusName,
    PUBLIC_URL: api.url,
  };
}
