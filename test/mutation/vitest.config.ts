import { defineConfig } from "vitest/config";
import { mutatedRooms } from "./rooms.ts";

const room = mutatedRooms[process.env["MUTATED_ROOM"] ?? ""];

/** The tests of one room, one after the other in one thread: a mutant is switched on for all. */
export default defineConfig({
  test: {
    include: [...(room?.tests ?? [])],
    pool: "threads",
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
