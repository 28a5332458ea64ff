import { existsSync } from "node:fs";
import { CfnOutput, Duration, Fn, type StackProps, Validations } from "aws-cdk-lib";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import type { Construct } from "constructs";
import {
  cacheControl,
  contentSecurityPolicy,
  pageAtTheEdge,
  pageHeaders,
  strictTransportSeconds,
} from "../console-serving.ts";
import { PrivateBucket } from "../constructs/private-bucket.ts";
import { ReadableStack } from "../constructs/readable-stack.ts";
import type { StageSettings } from "../stage-settings.ts";

export interface ConsoleStackProps extends StackProps {
  readonly settings: StageSettings;
  /** The folder of static files. */
  readonly consoleFolder: string;
  /** The HTTP API's address: page and API share one origin, so no browser asks for permission. */
  readonly apiUrl: string;
  /** Origins of the sign-in provider, which the page asks. */
  readonly signInOrigins: readonly string[];
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
    const distribution = this.distribute(files, props);
    // A page that is not there yet leaves the distribution empty instead of failing the rest.
    if (existsSync(props.consoleFolder)) this.upload(files, distribution, props.consoleFolder);
    new CfnOutput(this, "ConsoleUrl", { value: `https://${distribution.distributionDomainName}` });
  }

  private distribute(files: PrivateBucket, props: ConsoleStackProps): Distribution {
    const api: BehaviorOptions = {
      origin: new HttpOrigin(Fn.select(2, Fn.split("/", props.apiUrl))),
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
        responseHeadersPolicy: this.headers(props.signInOrigins),
        functionAssociations: [
          { eventType: FunctionEventType.VIEWER_REQUEST, function: this.deepLinks() },
        ],
      },
      additionalBehaviors: { "/api/*": api, "/oauth/*": api, "/health": api },
    });
    acknowledgeDistribution(distribution);
    return distribution;
  }

  /** A deep link is answered by the page, which knows what it means. */
  private deepLinks(): EdgeFunction {
    return new EdgeFunction(this, "DeepLinks", {
      comment: "Has the page answer its own addresses",
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pageAtTheEdge),
    });
  }

  private headers(signInOrigins: readonly string[]): ResponseHeadersPolicy {
    const override = true;
    const others = ["cross-origin-opener-policy", "permissions-policy"] as const;
    return new ResponseHeadersPolicy(this, "Headers", {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(signInOrigins),
          override,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(strictTransportSeconds),
          includeSubdomains: true,
          override,
        },
        contentTypeOptions: { override },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override },
      },
      customHeadersBehavior: {
        customHeaders: others.map((header) => ({ header, value: pageHeaders[header], override })),
      },
    });
  }

  /** Files first, the page that names them last; older files stay for pages that are still open. */
  private upload(files: PrivateBucket, distribution: Distribution, folder: string): void {
    const hashed = new BucketDeployment(this, "UploadHashed", {
      sources: [Source.asset(folder)],
      destinationBucket: files,
      exclude: ["*"],
      include: ["assets/*"],
      prune: false,
      cacheControl: [CacheControl.fromString(cacheControl.hashed)],
    });
    const page = new BucketDeployment(this, "Upload", {
      sources: [Source.asset(folder)],
      destinationBucket: files,
      exclude: ["assets/*"],
      cacheControl: [CacheControl.fromString(cacheControl.page)],
      distribution,
      distributionPaths: ["/*"],
    });
    page.node.addDependency(hashed);
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
