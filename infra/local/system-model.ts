import type { Grant } from "./access/grant.ts";

/** What one machine has to run, as read from the template. Times are milliseconds. */
export interface SystemModel {
  readonly functions: readonly FunctionSpec[];
  readonly queues: readonly QueueSpec[];
  readonly tables: readonly TableSpec[];
  readonly buses: readonly BusSpec[];
  readonly rules: readonly RuleSpec[];
  readonly schedules: readonly ScheduleSpec[];
  readonly routes: readonly RouteSpec[];
  readonly queueMappings: readonly QueueMapping[];
  readonly streamMappings: readonly StreamMapping[];
  readonly buckets: readonly string[];
  readonly signInClients: readonly SignInClientSpec[];
}

/** What may have people sign in, and where it may have their browsers sent back to. */
export interface SignInClientSpec {
  readonly clientId: string;
  readonly returnPaths: readonly string[];
}

export interface BusSpec {
  readonly name: string;
  /** Of a partner's bus: the event source it was made for. */
  readonly partnerSource: string | undefined;
}

export interface FunctionSpec {
  readonly name: string;
  /** `<file>.<export>` inside `codeFolder`. */
  readonly handler: string;
  readonly codeFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  /** Of its role. */
  readonly grants: readonly Grant[];
}

export interface QueueSpec {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly deadLetterQueue: string | undefined;
  readonly maxReceiveCount: number | undefined;
}

export interface KeyPart {
  readonly name: string;
  readonly role: "HASH" | "RANGE";
}

export interface IndexSpec {
  readonly name: string;
  readonly keys: readonly KeyPart[];
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly included: readonly string[];
}

export interface TableSpec {
  readonly name: string;
  readonly keys: readonly KeyPart[];
  readonly attributeTypes: Readonly<Record<string, "S" | "N" | "B">>;
  readonly indexes: readonly IndexSpec[];
  readonly streamView: "NEW_AND_OLD_IMAGES" | "NEW_IMAGE" | "OLD_IMAGE" | "KEYS_ONLY" | undefined;
  readonly expiryAttribute: string | undefined;
}

export interface RuleSpec {
  readonly name: string;
  readonly busName: string;
  readonly pattern: unknown;
  readonly targets: readonly { queueName: string; messageGroupPath: string | undefined }[];
}

export interface ScheduleSpec {
  readonly name: string;
  readonly periodMs: number;
  readonly functionName: string;
  /** A given input; without one the function gets EventBridge's scheduled event. */
  readonly input: string | undefined;
}

export interface RouteSpec {
  /** `ANY` for every method. */
  readonly method: string;
  /** As API Gateway writes it: `/hooks/{proxy+}`. */
  readonly path: string;
  readonly functionName: string;
}

interface MappingSpec {
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Event patterns; a record passes if one matches, and always where there are none. */
  readonly filters: readonly unknown[];
  readonly reportsItemFailures: boolean;
}

export interface QueueMapping extends MappingSpec {
  readonly queueName: string;
  readonly maxConcurrency: number | undefined;
}

export interface StreamMapping extends MappingSpec {
  readonly tableName: string;
  readonly startsAt: "TRIM_HORIZON" | "LATEST";
  readonly tumblingWindowMs: number | undefined;
  readonly bisects: boolean;
  /** `undefined`: until the record expires. */
  readonly maxRetries: number | undefined;
  readonly maxAgeMs: number | undefined;
  readonly failureBucket: string | undefined;
}
