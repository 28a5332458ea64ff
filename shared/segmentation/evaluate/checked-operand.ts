import type { Operand } from "../language/operand.ts";
import { type Operator, operatorNamed } from "../language/operators.ts";
import { readOperand } from "../language/read-operand.ts";
import type { AttributeDeclaration } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { CompileContext } from "./compiled-node.ts";

export interface CheckedOperand {
  readonly operator: Operator;
  readonly operand: Operand;
}

/**
 * A condition's operator and value; undefined where a later declaration has overtaken
 * them, so that nobody can say whether it holds.
 * @param declarationOf of the condition's own field and of others at the same place.
 */
export function checkedOperand(
  condition: Condition,
  declared: AttributeDeclaration | undefined,
  declarationOf: (field: string) => AttributeDeclaration | undefined,
  { calendar }: CompileContext,
): CheckedOperand | undefined {
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return undefined;
  const read = readOperand(operator, condition, declared, { calendar, declarationOf });
  return read.ok ? { operator, operand: read.operand } : undefined;
}
