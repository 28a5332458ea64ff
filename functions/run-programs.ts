import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ProgramMessage } from "../shared/contracts/program-message.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { runPrograms } from "../shared/flow/run-programs.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { openMailer } from "../shared/messaging/mailer.ts";
import { setting } from "../shared/runtime/configuration.ts";

const publicUrl = () => setting("PUBLIC_URL");
const context = { ...openContext(), mailer: openMailer(), publicUrl };
const deadLetters = openDeadLetters();

/** Who entered or left a program → certificates, mails; news of deals → those whom they concern; mails that came back → no more of them. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: ProgramMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => runPrograms(context, messages),
  }),
);
