import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { acceptWebhook } from "../shared/flow/accept-webhook.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { setting } from "../shared/runtime/configuration.ts";
import { answerProblems, rawBody } from "../shared/runtime/http.ts";

const context = openContext();

/** A signed webhook → the queue of changes, stored before the answer. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(answerProblems(context.log))
  .handler(async (event) => {
    const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
    const { requestId } = event.requestContext;
    const from = { ...context, correlationIds: [requestId] };
    const accepted = await acceptWebhook(from, event.pathParameters?.["proxy"] ?? "", {
      method: event.requestContext.http.method,
      url: `${setting("PUBLIC_URL")}${event.rawPath}${query}`,
      headers: Object.fromEntries(
        Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
      ),
      body: rawBody(event),
    });
    const { status, changes, acknowledgement } = accepted;
    context.log.info("webhook accepted", { changes, correlationIds: requestId });
    if (acknowledgement === undefined) return { statusCode: status };
    const { contentType, body } = acknowledgement;
    return { statusCode: status, headers: { "content-type": contentType }, body };
  });
