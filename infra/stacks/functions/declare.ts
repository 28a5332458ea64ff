import { join } from "node:path";
import type { Duration } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { readItems, sealWith, sendTo } from "../../constructs/access.ts";
import type { GuardedQueue } from "../../constructs/guarded-queue.ts";
import type { MembershipBus } from "../../constructs/membership-bus.ts";
import { MusterFunction } from "../../constructs/muster-function.ts";
import type { OutgoingMail } from "../../constructs/outgoing-mail.ts";
import type { SecretsKey } from "../../constructs/secrets-key.ts";
import type { StageSettings } from "../../stage-settings.ts";
import type { Tables } from "../data.ts";
import { type Queues } from "../queues.ts";

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
  /** For the one function that sends e-mails. */
  readonly mail: OutgoingMail;
  /** May be empty. */
  readonly consoleUrl: string;
  /** Whom to believe who somebody is. */
  readonly signIn: Record<string, string>;
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
export const contactsOfCompanies = [...readItems, "PutItem"] as const;

export function declare(scope: Construct, around: FunctionSurroundings, spec: FunctionDeclaration) {
  const parking: Record<string, string> =
    spec.reads === undefined
      ? {}
      : {
          DEAD_LETTER_QUEUE_URL: spec.reads.deadLetters.queueUrl,
          QUEUE_DELIVERIES: String(spec.reads.deliveries),
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
