import type { Operand } from "../language/operand.ts";
import { isUnsafeName } from "../language/rule-fields.ts";
import { attributeProblem, declarationAt, rootScope, type Scope } from "../language/scopes.ts";
import type { Anchor } from "../rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

const longestName = 200;

/** Reports where a relative window measures from what cannot be; whether it did. */
export function reportAnchor(
  operand: Operand,
  scope: Scope,
  pointer: string,
  reading: Reading,
): boolean {
  if (operand.kind !== "relative") return false;
  const problem = anchorProblem(operand.of, scope, reading);
  if (problem === undefined) return false;
  reading.report(pointerTo(pointer, "value", "of", ...problem.path), problem.message);
  return true;
}

function anchorProblem(anchor: Anchor, { anchors }: Scope, { attributes }: Reading) {
  if (typeof anchor !== "string") {
    const { behaviour: name } = anchor;
    const canBe = name !== "" && name.length <= longestName && !isUnsafeName(name);
    return canBe
      ? undefined
      : { path: ["behaviour"], message: "Name the behaviour to measure from." };
  }
  const owner = rootScope(anchors);
  const problem = attributeProblem(anchor, owner);
  if (problem !== undefined) return { path: [], message: problem };
  const declared = declarationAt(anchor, owner, attributes)?.type;
  const canBeDate = declared === undefined || temporal.includes(declared);
  const message = `"${anchor}" is declared as ${declared}: measure from a date.`;
  return canBeDate ? undefined : { path: [], message };
}

const temporal: readonly string[] = ["string", "date", "datetime"];
