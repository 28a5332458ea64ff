import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { openApi } from "../shared/api/answer-request.ts";
import { routes } from "../shared/api/routes.ts";
import { signInSettings } from "../shared/api/sign-in/sign-in-settings.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { setting } from "../shared/runtime/configuration.ts";
import { answerProblems } from "../shared/runtime/http.ts";

const publicUrl = () => setting("PUBLIC_URL");
const consoleUrl = () => process.env["CONSOLE_URL"] || `${publicUrl()}/`;
const context = { ...openContext(), publicUrl, consoleUrl, signIn: signInSettings(process.env) };
const answer = openApi(context, routes);

/** A request of a program or the console → its answer. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(answerProblems(context.log))
  .handler(answer);
