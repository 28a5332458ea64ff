import { type Duration, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";

export interface MusterFunctionProps {
  readonly settings: StageSettings;
  readonly description: string;
  /** The folder that holds the bundled `index.mjs`. */
  readonly codeFolder: string;
  readonly timeout: Duration;
  /** Megabytes; processing power grows with them. */
  readonly memory: number;
  readonly environment: Record<string, string>;
  /** Encrypts its settings, where some are secret; it must be allowed to decrypt with it. */
  readonly settingsKey?: IKey;
  /** All it may touch beyond its own log and trace. */
  readonly access: readonly PolicyStatement[];
}

/** A Lambda on Node 24 and arm64 with its own role, its own log, traces, and JSON logs. */
export class MusterFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: MusterFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: props.settings.logRetention,
      removalPolicy: props.settings.removal,
    });
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(props.codeFolder),
      timeout: props.timeout,
      memorySize: props.memory,
      environment: props.environment,
      ...(props.settingsKey === undefined ? {} : { environmentEncryption: props.settingsKey }),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role: functionRole(scope, `${id}Role`, logGroup),
    });
    for (const statement of props.access) this.addToRolePolicy(statement);
  }
}

/** Instead of Lambda's managed policy, which may write to every log of the account. */
function functionRole(scope: Construct, id: string, logGroup: LogGroup): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  role.addToPolicy(
    new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    }),
  );
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "X-Ray has no resources to name: putting trace segments is granted on all or none.",
  });
  return role;
}
