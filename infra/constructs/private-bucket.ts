import type { Duration } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";

export interface PrivateBucketProps {
  readonly settings: StageSettings;
  /** Where the log of its readers and writers goes. */
  readonly accessLog?: IBucket;
  readonly keepFor?: Duration;
}

/** Encrypted, closed to the public, TLS only. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: props.settings.removal,
      ...(props.keepFor === undefined ? {} : { lifecycleRules: [{ expiration: props.keepFor }] }),
      ...(props.accessLog === undefined
        ? {}
        : { serverAccessLogsBucket: props.accessLog, serverAccessLogsPrefix: `${id}/` }),
    });
  }

  override get isWebsite(): boolean {
    return false;
  }
}
