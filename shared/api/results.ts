import { measureProgram } from "../flow/measure-program.ts";
import { longestMs, parseDuration } from "../segmentation/time/duration.ts";
import { ProgramPath } from "./program-schema.ts";
import { findProgram } from "./programs.ts";
import { Results, ResultsQuery } from "./results-schema.ts";
import { viewResults } from "./results-view.ts";
import { route } from "./route.ts";

export const getResults = route({
  method: "GET",
  path: "/api/v1/programs/{id}/results",
  tag: "Programs",
  status: 200,
  summary: "Whether a program works: its outcomes by group, against whoever was held out",
  input: { params: ProgramPath, query: ResultsQuery },
  output: Results,
  async handle({ params, query: { detect, touch, lookBack } }, call) {
    const program = await findProgram(call, params.id);
    const duration = parseDuration(lookBack);
    const question =
      touch === undefined || duration === undefined
        ? undefined
        : { by: touch, lookBackMs: longestMs(duration) };
    const found = await measureProgram(call.context, program, question);
    return { body: viewResults(program, found, { detect, touch }) };
  },
});
