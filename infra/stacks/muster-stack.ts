import { CfnCondition, CfnOutput, CfnParameter, Fn, type StackProps } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { destinationKinds, servedBy } from "../../shared/contracts/destination.ts";
import { AccessRenewal } from "../constructs/access-renewal.ts";
import { DriftMetric } from "../constructs/drift-metric.ts";
import { DueSweep } from "../constructs/due-sweep.ts";
import { MembershipBus } from "../constructs/membership-bus.ts";
import { OutgoingMail } from "../constructs/outgoing-mail.ts";
import { PartnerEvents } from "../constructs/partner-events.ts";
import { ProgramSchedule } from "../constructs/program-schedule.ts";
import { PublicApi } from "../constructs/public-api.ts";
import { ReadableStack } from "../constructs/readable-stack.ts";
import { SecretsKey } from "../constructs/secrets-key.ts";
import { SignIn } from "../constructs/sign-in.ts";
import { SourceWatch } from "../constructs/source-watch.ts";
import { StreamOutbox } from "../constructs/stream-outbox.ts";
import { SweepSchedule } from "../constructs/sweep-schedule.ts";
import type { StageSettings } from "../stage-settings.ts";
import { showOperations } from "./dashboard.ts";
import { createTables, type Tables } from "./data.ts";
import type { FunctionSurroundings } from "./functions/declare.ts";
import * as destinations from "./functions/destinations.ts";
import * as memberships from "./functions/memberships.ts";
import * as programs from "./functions/programs.ts";
import * as requests from "./functions/requests.ts";
import * as sources from "./functions/sources.ts";
import { hubspotEnvironment } from "./hubspot-parameters.ts";
import { createQueues, kindName, type Queues } from "./queues.ts";
import { salesforceEnvironment } from "./salesforce-parameters.ts";

export interface MusterStackProps extends StackProps {
  readonly settings: StageSettings;
  /** The folder `bundleFunctions` wrote. */
  readonly bundles: string;
}

/** The way of one change, from the webhook to the outside systems. */
export class MusterStack extends ReadableStack {
  readonly publicUrl: string;
  readonly signInOrigins: readonly string[];

  constructor(scope: Construct, id: string, props: MusterStackProps) {
    super(scope, id, props);
    const { settings, bundles } = props;
    const tables = createTables(this, settings);
    const queues = createQueues(this);
    const bus = new MembershipBus(this, "Bus", settings);
    const secretsKey = new SecretsKey(this, "SecretsKey", settings);
    const api = new PublicApi(this, "Api", settings);
    this.publicUrl = api.url;
    const consoleUrl = new CfnParameter(this, "ConsoleUrl", {
      type: "String",
      description: "Where an admin goes on after granting access; empty: the API's own address",
      default: "",
    });
    const signIn = this.letPeopleIn(settings, consoleUrl.valueAsString);
    this.signInOrigins = signIn.origins;
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
      mail: new OutgoingMail(this, "OutgoingMail", queues.programs),
      consoleUrl: consoleUrl.valueAsString,
      signIn: signIn.environment,
    });
    showOperations(this, settings, { queues, tables });
    new CfnOutput(this, "PublicUrl", { value: api.url });
    // Where whoever installs it puts the first token.
    new CfnOutput(this, "RegistryTableName", { value: tables.registry.tableName });
  }

  private letPeopleIn(settings: StageSettings, consoleUrl: string): SignIn {
    const isKnown = new CfnCondition(this, "ConsoleIsKnown", {
      expression: Fn.conditionNot(Fn.conditionEquals(consoleUrl, "")),
    });
    const consoleOrigin = Fn.conditionIf(isKnown.logicalId, consoleUrl, this.publicUrl).toString();
    const signIn = new SignIn(this, "SignIn", {
      settings,
      consoleOrigin,
      domainPrefix: `muster-${settings.name}-${this.account}`,
      region: this.region,
    });
    new CfnOutput(this, "UserPoolId", { value: signIn.userPoolId });
    return signIn;
  }

  private connect(api: PublicApi, around: FunctionSurroundings): void {
    const { settings, tables, queues } = around;
    api.route(HttpMethod.POST, ["/hooks/{proxy+}"], requests.receiveWebhook(this, around));
    const answerApi = requests.answerApi(this, around);
    api.route(HttpMethod.ANY, ["/api/v1/{proxy+}"], answerApi);
    api.route(HttpMethod.GET, ["/oauth/{proxy+}", "/scim/v2/{proxy+}", "/health"], answerApi);
    // What a source's own page shows of a record, opened by the source's signature.
    api.route(HttpMethod.GET, ["/hooks/{proxy+}"], answerApi);
    api.route(HttpMethod.POST, ["/ofrep/{proxy+}"], answerApi);

    queues.changes.deliverTo(memberships.applyChanges(this, around), { batchSize: 10 });
    const publisher = memberships.publishMemberships(this, around);
    new StreamOutbox(this, "Outbox", { settings, table: tables.profiles, publisher });
    new DueSweep(this, "DueSweep", memberships.enqueueDue(this, around));
    new AccessRenewal(this, "AccessRenewal", sources.keepAccess(this, around));
    new SourceWatch(this, "SourceWatch", sources.watchSources(this, around));
    queues.sources.deliverTo(sources.checkSource(this, around), {
      batchSize: 1,
      maxConcurrency: 10,
    });
    queues.due.deliverTo(memberships.reevaluateDue(this, around), { batchSize: 10 });
    // Builds have their own lane: few at a time, whatever waits.
    const builder = memberships.buildSegment(this, around);
    queues.builds.deliverTo(builder, { batchSize: 1, maxConcurrency: 5 });
    // Large companies too: their contacts are reached in good time, and nothing waits for them.
    const refresher = memberships.refreshRelated(this, around);
    queues.related.deliverTo(refresher, { batchSize: 1, maxConcurrency: 5 });
    // A system's records come in page after page: one turn of an import at a time, few imports.
    const importer = sources.importRecords(this, around);
    queues.imports.deliverTo(importer, { batchSize: 1, maxConcurrency: 5 });
    new PartnerEvents(this, "PartnerEvents", queues.sourceEvents);
    queues.sourceEvents.deliverTo(sources.receiveEvents(this, around), { batchSize: 10 });
    this.connectPrograms(around);
    this.connectDestinations(around);
  }

  private connectPrograms(around: FunctionSurroundings): void {
    const queue = around.queues.programs;
    queue.deliverTo(programs.runPrograms(this, around), { batchSize: 10 });
    around.bus.routePrograms("TurnsOfPrograms", queue);
    new ProgramSchedule(this, "ProgramSchedule", programs.advancePrograms(this, around));
  }

  private connectDestinations(around: FunctionSurroundings): void {
    for (const [kind, push] of destinations.pushMemberships(this, around)) {
      const queue = around.queues.pushes.get(kind);
      if (queue === undefined) throw new Error(`No queue of pushes to ${kind}`);
      const served = destinationKinds.filter((destination) => servedBy[destination] === kind);
      around.bus.route(`TransitionsTo${kindName(kind)}`, served, queue);
      queue.deliverTo(push, { batchSize: 10, maxConcurrency: 10 });
    }
    new SweepSchedule(this, "SweepSchedule", destinations.startSweeps(this, around));
    const sweeper = destinations.sweepDestinations(this, around);
    around.queues.sweeps.deliverTo(sweeper, { batchSize: 1, maxConcurrency: 5 });
    new DriftMetric(this, "Drift", around.settings, sweeper);
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
    SWEEPS_QUEUE_URL: queues.sweeps.queue.queueUrl,
    PROGRAMS_QUEUE_URL: queues.programs.queue.queueUrl,
    SOURCES_QUEUE_URL: queues.sources.queue.queueUrl,
    ...Object.fromEntries(pushes),
    BUS_NAME: bus.eventBusName,
    PUBLIC_URL: api.url,
  };
}
