import { parentPort, workerData } from "node:worker_threads";
import { type Job, type Result, type WorkerSettings } from "./jobs.ts";
import { plant } from "./planted-bugs.ts";

const settings: WorkerSettings = workerData;
// Before anything of what it changes is loaded.
if (settings.bug !== undefined) plant(settings.bug);
const { work } = await import("./work.ts");

parentPort?.on("message", (job: Job) => {
  void work(job).then((result: Result) => parentPort?.postMessage(result));
});
