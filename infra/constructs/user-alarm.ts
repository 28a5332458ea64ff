import { Stack } from "aws-cdk-lib";
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";

const topicId = "AlarmTopic";

/** Where alarms go. The context value `alarmEmail` names who reads them. */
function alarmTopic(stack: Stack): Topic {
  const existing = stack.node.tryFindChild(topicId);
  if (existing instanceof Topic) return existing;
  const topic = new Topic(stack, topicId, { enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  );
  const email: unknown = stack.node.tryGetContext("alarmEmail");
  if (typeof email === "string") topic.addSubscription(new EmailSubscription(email));
  return topic;
}

export interface UserAlarmProps extends Omit<AlarmProps, "alarmName" | "alarmDescription"> {
  /** The heading of `infra/RUNBOOK.md` that says what to do. */
  readonly heading: string;
  /** What users lose while it rings, as a sentence. */
  readonly loss: string;
}

/** An alarm that says what users lose and where the way out is written. */
export class UserAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: UserAlarmProps) {
    const { heading, loss, ...alarm } = props;
    super(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...alarm,
      alarmName: `${Stack.of(scope).stackName}: ${heading}`,
      alarmDescription: `${loss} See infra/RUNBOOK.md, "${heading}".`,
    });
    this.addAlarmAction(new SnsAction(alarmTopic(Stack.of(this))));
  }
}
