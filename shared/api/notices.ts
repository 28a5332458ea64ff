import { z } from "zod";
import { DealNotice } from "../contracts/program-message.ts";
import { addressNotice } from "../flow/address-notice.ts";
import { Problem } from "../runtime/errors.ts";
import { ProgramPath } from "./program-schema.ts";
import { findProgram } from "./programs.ts";
import { route } from "./route.ts";

export const postNotice = route({
  method: "POST",
  path: "/api/v1/programs/{id}/notices",
  tag: "Programs",
  status: 202,
  problems: [409],
  summary: "Pass on news of a deal to those who collaborate on it",
  description:
    "Of the collaborators only those hear of it whom the program is for: one signed webhook names them.",
  input: {
    params: ProgramPath,
    body: z.strictObject({
      deal: DealNotice.shape.deal,
      collaborators: z
        .array(z.string().regex(/^[^:]+:./, "Give email:<address> or <connection id>:<id>."))
        .min(1)
        .max(100)
        .meta({ description: "Keys of contacts, such as email:ann@acme.test." }),
    }),
  },
  output: z.object({
    recipients: z.array(z.string()).meta({ description: "Ids of the profiles that are told." }),
  }),
  async handle({ params, body: { deal, collaborators } }, call) {
    const program = await findProgram(call, params.id);
    if (program.kind !== "notification" || program.about !== "deals")
      throw new Problem(
        409,
        "Not about deals",
        `"${program.name}" passes on no news of deals: create a notification about deals.`,
      );
    const recipients = await addressNotice(call.context, program, deal, collaborators);
    return { body: { recipients } };
  },
});
