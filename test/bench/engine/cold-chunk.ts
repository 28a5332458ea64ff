/** Run in a thread of its own: answers one change from the chunk of one attribute. */
import { parentPort, workerData } from "node:worker_threads";
import { indexOfField } from "../../../shared/segmentation/index/field-chunk.ts";
import type { RuleContext } from "../../../shared/segmentation/record.ts";
import { benchNow } from "./bench-now.ts";

export interface ColdQuestion {
  readonly field: string;
  readonly chunk: string;
  readonly context: RuleContext;
}

export interface ColdAnswer {
  readonly firstAnswerMs: number;
}

const { field, chunk, context }: ColdQuestion = workerData;
const attribute = field.slice(field.indexOf(":") + 1);
const recordWith = (value: string) => ({
  id: "profile",
  attributes: new Map([[attribute, value]]),
  behaviours: new Map(),
});

const began = performance.now();
const index = indexOfField(field, chunk, context);
const [before, after] = [recordWith("value 0"), recordWith("value 1")];
index.flips({ before, after, changed: [field], now: benchNow });
const answer: ColdAnswer = { firstAnswerMs: performance.now() - began };
parentPort?.postMessage(answer);
