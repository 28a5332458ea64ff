import { existsSync } from "node:fs";
import { CfnOutput, Fn, type StackProps, Validations } from "aws-cdk-lib";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BucketDeployment, Source } from "aws-cdk-lib/aws-s3-deployment";
import type { Construct } from "constructs";
import { PrivateBucket } from "../constructs/private-bucket.ts";
import { ReadableStack } from "../constructs/readable-stack.ts";
import type { StageSettings } from "../stage-settings.ts";

export interface ConsoleStackProps extends StackProps {
  readonly settings: StageSettings;
  /** The folder of static files. */
  readonly consoleFolder: string;
  /** The HTTP API's address: page and API share one origin, so no browser asks for permission. */
  readonly apiUrl: string;
}

/** The console's page, in front of the API at one address. */
export class ConsoleStack extends ReadableStack {
  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    super(scope, id, props);
    const files = new PrivateBucket(this, "Files", { settings: props.settings });
    Validations.of(files).acknowledge({
      id: "AwsSolutions-S1",
      reason: "Holds the public page only; what readers do with it reaches the API, which logs.",
    });
    const distribution = this.distribute(files, props.apiUrl);
    // A page that is not there yet leaves the distribution empty instead of failing the rest.
    if (existsSync(props.consoleFolder)) this.upload(files, distribution, props.consoleFolder);
    new CfnOutput(this, "ConsoleUrl", { value: `https://${distribution.distributionDomainName}` });
  }

  private distribute(files: PrivateBucket, apiUrl: string): Distribution {
    const api: BehaviorOptions = {
      origin: new HttpOrigin(Fn.select(2, Fn.split("/", apiUrl))),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    const distribution = new Distribution(this, "Distribution", {
      defaultRootObject: "index.html",
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      },
      additionalBehaviors: { "/api/*": api, "/oauth/*": api, "/health": api },
    });
    acknowledgeDistribution(distribution);
    return distribution;
  }

  private upload(files: PrivateBucket, distribution: Distribution, folder: string): void {
    new BucketDeployment(this, "Upload", {
      sources: [Source.asset(folder)],
      destinationBucket: files,
      distribution,
      distributionPaths: ["/*"],
    });
    for (const finding of uploadFindings) {
      Validations.of(this).acknowledge({
        id: finding,
        reason: "The CDK's own upload function, which runs only while the stack is deployed.",
      });
    }
  }
}

const uploadFindings = [
  "AwsSolutions-L1",
  "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
  "AwsSolutions-IAM5[Action::s3:GetBucket*]",
  "AwsSolutions-IAM5[Action::s3:GetObject*]",
  "AwsSolutions-IAM5[Action::s3:List*]",
  "AwsSolutions-IAM5[Action::s3:Abort*]",
  "AwsSolutions-IAM5[Action::s3:DeleteObject*]",
  "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]",
  "AwsSolutions-IAM5[Resource::<Files.Arn>/*]",
  "AwsSolutions-IAM5[Resource::*]",
];

function acknowledgeDistribution(distribution: Distribution): void {
  Validations.of(distribution).acknowledge(
    { id: "AwsSolutions-CFR1", reason: "The console is for partners of every country." },
    {
      id: "AwsSolutions-CFR2",
      reason: "A static page; the API behind it throttles and asks for a token.",
    },
    {
      id: "AwsSolutions-CFR3",
      reason: "The page is static and public; the API logs its requests.",
    },
    {
      id: "AwsSolutions-CFR4",
      reason:
        "CloudFront's own certificate has no other setting; a domain of one's own brings TLS 1.2.",
    },
  );
}
