import { matchesGlob } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { mutatedRooms } from "./rooms.ts";

const tests = mutatedRooms[process.env["MUTATED_ROOM"] ?? ""]?.tests ?? [];

/** In the order of the room's list, quick ones first: the first failure ends the run of a mutant. */
class AsListed extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      tests.findIndex((glob) => matchesGlob(moduleId, `**/${glob}`));
    return Promise.resolve(files.toSorted((one, other) => place(one) - place(other)));
  }
}

/** The tests of one room, one after the other in one thread: a mutant is switched on for all. */
export default defineConfig({
  test: {
    include: [...tests],
    pool: "threads",
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: AsListed },
    testTimeout: 60_000,
  },
});
