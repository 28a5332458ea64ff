/** A piece of the code whose tests are tried by breaking it, one small change at a time. */
export interface MutatedRoom {
  /** Globs of the sources that are broken. */
  readonly mutate: readonly string[];
  /** Globs of the tests that must notice. */
  readonly tests: readonly string[];
}

/** Without tests over databases of SQL and whole random worlds: those take seconds a mutant. */
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
      "test/segmentation/{conformance,truth,explanation,explanation-kinds,obstacles}.test.ts",
      "test/segmentation/{find-chain,split-bucket,what-if,coerce,aggregate-value,window}.test.ts",
      "test/segmentation/{dependencies,next-flip,relative,normalise,unit-window}.test.ts",
    ],
  },
  index: {
    mutate: ["shared/segmentation/index/*.ts"],
    tests: ["test/segmentation/{predicate-index*,match-columns,dependencies}.test.ts"],
  },
};
