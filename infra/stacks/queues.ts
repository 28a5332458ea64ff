import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type ConnectionKind, connectionKinds } from "../../shared/contracts/connection.ts";
import { GuardedQueue } from "../constructs/guarded-queue.ts";

/** Timeouts of the functions that read the queues; the queues' own times follow from them. */
export const timeouts = {
  applyChanges: Duration.seconds(20),
  reevaluateDue: Duration.seconds(20),
  buildSegment: Duration.seconds(60),
  refreshRelated: Duration.seconds(60),
  importRecords: Duration.seconds(60),
  checkSource: Duration.seconds(60),
  receiveEvents: Duration.seconds(60),
  runPrograms: Duration.seconds(60),
  pushMemberships: Duration.seconds(60),
  sweepDestinations: Duration.seconds(180),
} as const;

export interface Queues {
  readonly changes: GuardedQueue;
  readonly due: GuardedQueue;
  readonly builds: GuardedQueue;
  readonly related: GuardedQueue;
  readonly imports: GuardedQueue;
  readonly sources: GuardedQueue;
  readonly sweeps: GuardedQueue;
  readonly sourceEvents: GuardedQueue;
  readonly programs: GuardedQueue;
  readonly pushes: ReadonlyMap<ConnectionKind, GuardedQueue>;
}

/** The logical name of what belongs to a connector kind: `Hubspot`. */
export function kindName(kind: ConnectionKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

export function createQueues(scope: Construct): Queues {
  return {
    changes: new GuardedQueue(scope, "Changes", {
      label: "Changes",
      losses: {
        parked: "Accepted changes are missing from profiles, so memberships may be wrong.",
        waiting: "Accepted changes reach profiles and memberships minutes late.",
      },
      consumerTimeout: timeouts.applyChanges,
      longestWait: Duration.minutes(5),
    }),
    due: new GuardedQueue(scope, "Due", {
      label: "Due flips",
      losses: {
        parked:
          "Some profiles stay in, or out of, segments past the instant time should flip them.",
        waiting: "Memberships that time alone changes flip late.",
      },
      consumerTimeout: timeouts.reevaluateDue,
      // A message may be sent up to 15 minutes before its second.
      longestWait: Duration.minutes(20),
    }),
    builds: new GuardedQueue(scope, "Builds", {
      label: "Builds",
      losses: {
        parked: "A new or edited segment stays in state building and shows no members.",
        waiting: "New and edited segments wait to be built.",
      },
      consumerTimeout: timeouts.buildSegment,
      longestWait: Duration.minutes(30),
    }),
    related: relatedQueue(scope),
    imports: importsQueue(scope),
    sources: sourcesQueue(scope),
    sweeps: sweepsQueue(scope),
    sourceEvents: sourceEventsQueue(scope),
    programs: programsQueue(scope),
    pushes: new Map(connectionKinds.map((kind) => [kind, pushQueue(scope, kind)])),
  };
}

function relatedQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "Related", {
    label: "Related profiles",
    losses: {
      parked: "Contacts of a large company are in, or out of, segments by what it was before.",
      waiting: "Memberships of a large company's contacts follow its changes late.",
    },
    consumerTimeout: timeouts.refreshRelated,
    longestWait: Duration.minutes(15),
  });
}

function importsQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "Imports", {
    label: "Imports",
    losses: {
      parked: "Records that were there before a system was connected are missing from profiles.",
      waiting: "A newly connected system's records come in late; its webhooks do not wait.",
    },
    consumerTimeout: timeouts.importRecords,
    // A system may ask for a quarter of an hour's patience.
    longestWait: Duration.minutes(30),
  });
}

function sourcesQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "Sources", {
    label: "Sources",
    losses: {
      parked: "A system's lost webhooks and deletions stay unnoticed until its next check.",
      waiting: "What connected systems failed to tell is found late.",
    },
    consumerTimeout: timeouts.checkSource,
    longestWait: Duration.minutes(30),
  });
}

function sweepsQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "Sweeps", {
    label: "Sweeps",
    losses: {
      parked: "A list, campaign or course is not compared with its segment until the next day.",
      waiting: "What others changed in lists, campaigns and courses is put right late.",
    },
    consumerTimeout: timeouts.sweepDestinations,
    // Sweeps give way to whatever else asks the same system.
    longestWait: Duration.hours(6),
  });
}

function sourceEventsQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "SourceEvents", {
    label: "Source events",
    losses: {
      parked: "Changes that a CRM told of on its bus are missing from profiles.",
      waiting: "Changes that a CRM told of on its bus reach profiles minutes late.",
    },
    consumerTimeout: timeouts.receiveEvents,
    longestWait: Duration.minutes(5),
  });
}

function programsQueue(scope: Construct): GuardedQueue {
  return new GuardedQueue(scope, "Programs", {
    label: "Programs",
    losses: {
      parked:
        "Certificates were not awarded or revoked, mails not sent, or news of a deal did not get through.",
      waiting: "Certificates, mails and news of deals come late.",
    },
    consumerTimeout: timeouts.runPrograms,
    longestWait: Duration.minutes(15),
    // Sixty hours: the daily quota of Amazon SES takes 24 to free.
    deliveries: 600,
  });
}

function pushQueue(scope: Construct, kind: ConnectionKind): GuardedQueue {
  return new GuardedQueue(scope, `Pushes${kindName(kind)}`, {
    label: `Pushes to ${kind}`,
    losses: {
      parked: `Lists, enrolments or receivers behind ${kind} connections miss members or keep old ones.`,
      waiting: `Lists, enrolments or receivers behind ${kind} connections lag behind memberships.`,
    },
    consumerTimeout: timeouts.pushMemberships,
    longestWait: Duration.minutes(15),
  });
}
