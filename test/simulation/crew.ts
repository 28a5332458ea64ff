import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Job, Result, WorkerSettings } from "./jobs.ts";

/** Workers that live stories side by side, each in a thread with a time of its own. */
export class Crew {
  readonly #workers: Worker[];

  constructor(settings: WorkerSettings, most: number) {
    const url = new URL("./worker.ts", import.meta.url);
    this.#workers = Array.from(
      { length: Math.min(most, availableParallelism()) },
      () => new Worker(url, { workerData: settings }),
    );
  }

  /** Hands out jobs as long as there are some; `done` says whether to go on. */
  async work(jobs: Iterator<Job>, done: (result: Result) => boolean): Promise<void> {
    let goesOn = true;
    await Promise.all(
      this.#workers.map(async (worker) => {
        while (goesOn) {
          const { value: job, done: isOver } = jobs.next();
          if (isOver === true) return;
          const result = await asked(worker, job);
          if (!done(result)) goesOn = false;
        }
      }),
    );
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function asked(worker: Worker, job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
    };
    const onMessage = (result: Result): void => {
      settle();
      resolve(result);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.postMessage(job);
  });
}
