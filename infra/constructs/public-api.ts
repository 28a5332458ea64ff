import { Duration, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Route keys and no paths or queries: those may carry an e-mail address. */
const accessLogLine = JSON.stringify({
  requestId: "$context.requestId",
  route: "$context.routeKey",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  bytes: "$context.responseLength",
  integrationError: "$context.integrationErrorMessage",
});

/** The one HTTP address of hooks, API and OAuth. The functions check signatures and tokens. */
export class PublicApi extends Construct {
  readonly api: HttpApi;
  /** `https://…`, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.api = new HttpApi(this, "Http", { createDefaultStage: false });
    this.url = this.api.apiEndpoint;
    const accessLog = new LogGroup(this, "AccessLog", {
      retention: settings.logRetention,
      removalPolicy: settings.removal,
    });
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: 1000, burstLimit: 2000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(accessLogLine),
      },
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions-APIG4",
      reason:
        "Webhooks prove themselves by a signature over the raw body and API calls by a bearer token; both are checked in the functions.",
    });
    this.ring();
  }

  private ring(): void {
    new UserAlarm(this, "Failing", {
      heading: "The API answers with errors",
      loss: "Webhooks are not accepted and the console shows errors; senders try again for hours.",
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: "sum" }),
      threshold: 5,
      evaluationPeriods: 1,
    });
  }

  route(method: HttpMethod, paths: readonly string[], target: MusterFunction): void {
    const integration = new HttpLambdaIntegration(target.node.id, target);
    for (const path of paths) this.api.addRoutes({ path, methods: [method], integration });
  }
}
