/** A piece of the code whose tests are tried by breaking it, one small change at a time. */
export interface MutatedRoom {
  /** Globs of the sources that are broken. */
  readonly mutate: readonly string[];
  /** Globs of the tests that must notice, in the order in which they are run. */
  readonly tests: readonly string[];
  /** The share of the usual trials that random tests make: a survivor costs all of them. */
  readonly trials?: number;
}

/** Without tests over databases of SQL: those take seconds a mutant. */
export const mutatedRooms: Readonly<Record<string, MutatedRoom>> = {
  signature: {
    mutate: ["shared/connectors/**/{signature,provider-signature}.ts"],
    tests: ["test/connectors/**/{signature,provider-signature}.test.ts"],
  },
  merge: {
    mutate: ["shared/profiles/{cells,past,fold-change,merge-flips,inherit-standings}.ts"],
    tests: ["test/profiles/*.test.ts"],
  },
  transition: {
    mutate: [
      "shared/profiles/{membership-edge,memberships,standing,transitions,departure,leaving}.ts",
    ],
    tests: ["test/profiles/*.test.ts"],
  },
  evaluator: {
    mutate: ["shared/segmentation/evaluate/*.ts"],
    tests: [
      "test/segmentation/{truth,truth-flips,explanation*,what-if,aggregate-value}.test.ts",
      "test/segmentation/{attribute-conditions,overtaken,settled-flip,needs}.test.ts",
      "test/segmentation/{obstacles,split-bucket,find-chain,conformance}.test.ts",
      "test/segmentation/dependencies.test.ts",
      "test/segmentation/next-flip.test.ts",
    ],
    trials: 0.2,
  },
  index: {
    mutate: ["shared/segmentation/index/*.ts"],
    tests: [
      "test/segmentation/predicate-index.test.ts",
      "test/segmentation/index/*.test.ts",
      "test/segmentation/predicate-index-{walk,next-due,dense,due}.test.ts",
      "test/segmentation/match-columns{-kinds,}.test.ts",
      "test/segmentation/predicate-index-history.test.ts",
    ],
    trials: 0.04,
  },
};
