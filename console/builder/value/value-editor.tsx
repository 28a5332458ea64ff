import { attributesOf } from "../../../shared/segmentation/language/scopes.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { conditionType } from "../model/aggregates.ts";
import { shapeOf } from "../model/operator-choices.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { useEditedRule } from "../rule/edited-rule.ts";
import { DayInput } from "./day-input.tsx";
import { FieldInput } from "./field-input.tsx";
import { ListInput } from "./list-input.tsx";
import { OneInput } from "./one-input.tsx";
import { PairInput } from "./pair-input.tsx";
import { RelativeInput } from "./relative-input.tsx";
import { SegmentsInput } from "./segments-input.tsx";
import { SpanInput } from "./span-input.tsx";
import { SplitInput } from "./split-input.tsx";
import { UnitInput } from "./unit-input.tsx";

interface ValueEditorProps {
  readonly condition: Condition;
  /** What the field is called. */
  readonly label: string;
  readonly onChange: (condition: Condition) => void;
}

/** What the operator compares with, edited as its kind of value is. */
export function ValueEditor({ condition, label, onChange }: ValueEditorProps) {
  const { catalogue } = useBuilder();
  const { scope } = useEditedRule();
  const { aggregate, operator, value, valueSource } = condition;
  const field = aggregate?.of ?? condition.field;
  const object = aggregate === undefined ? attributesOf(scope) : undefined;
  const type = conditionType(condition, scope, catalogue);
  const set = (next: unknown) => onChange({ ...condition, value: next });
  const edited = { label: `Value of ${label}`, value, onChange: set };
  if (valueSource === "field") return <FieldInput {...edited} />;
  if (field === "segment") return <SegmentsInput {...edited} />;
  switch (shapeOf(operator)) {
    case "none":
    case "sequence":
      return null;
    case "one":
      return <OneInput {...edited} of={{ field, object, type }} />;
    case "list":
      return <ListInput {...edited} of={{ field, object, type }} />;
    case "pair":
      return <PairInput {...edited} type={type} />;
    case "moment":
      return <DayInput {...edited} />;
    case "span":
      return <SpanInput {...edited} />;
    case "unit":
      return <UnitInput {...edited} />;
    case "relative":
      return <RelativeInput {...edited} operator={operator} />;
    case "split":
      return <SplitInput {...edited} />;
  }
}
