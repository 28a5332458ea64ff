import { Autocomplete, Select, Text } from "@mantine/core";
import { listFieldNamed } from "../../../shared/segmentation/language/scopes.ts";
import type { Aggregate, Condition } from "../../../shared/segmentation/rule.ts";
import {
  functionChoices,
  measureOf,
  measures,
  measureText,
  whenItWas,
  withAggregate,
  withFunction,
} from "../model/aggregates.ts";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";
import classes from "./rule.module.css";

interface AggregateLineProps {
  readonly condition: Condition;
  readonly aggregate: Aggregate;
  readonly onChange: (condition: Condition) => void;
}

/** What is made of a list: "the total amount of", and the list follows. */
export function AggregateLine({ condition, aggregate, onChange }: AggregateLineProps) {
  const { canEdit } = useBuilder();
  const list = listFieldNamed(condition.field) ?? "behaviours";
  const functions = functionChoices(list);
  const set = (next: Aggregate) => onChange(withAggregate(condition, next));
  return (
    <>
      <Select
        w={140}
        aria-label="Which figure"
        data={[...functions]}
        allowDeselect={false}
        disabled={!canEdit}
        value={aggregate.function}
        onChange={(chosen) => {
          const found = functions.find(({ value }) => value === chosen);
          if (found !== undefined) set(withFunction(aggregate, found.value));
        }}
      />
      {aggregate.function === "count" ? null : (
        <div className={classes["operator"]}>
          <Measured
            list={list}
            aggregate={aggregate}
            onChange={(of) => set({ ...aggregate, of })}
          />
        </div>
      )}
      <Text size="sm" py={8}>
        of
      </Text>
    </>
  );
}

interface MeasuredProps {
  readonly list: string;
  readonly aggregate: Aggregate;
  readonly onChange: (of: string) => void;
}

function Measured({ list, aggregate, onChange }: MeasuredProps) {
  return list === "behaviours" ? (
    <ActivityProperty aggregate={aggregate} onChange={onChange} />
  ) : (
    <NumberAttribute list={list} aggregate={aggregate} onChange={onChange} />
  );
}

/** A property of activities is typed: which ones there are is not known beforehand. */
function ActivityProperty({ aggregate, onChange }: Omit<MeasuredProps, "list">) {
  const { canEdit } = useBuilder();
  const isOrdered = aggregate.function === "first" || aggregate.function === "last";
  return (
    <Autocomplete
      aria-label="What of the activities"
      placeholder="A property, as amount"
      disabled={!canEdit}
      data={isOrdered ? [whenItWas] : []}
      value={measureText(aggregate.of)}
      onChange={(text) => onChange(measureOf(text))}
    />
  );
}

function NumberAttribute({ list, aggregate: { of = "" }, onChange }: MeasuredProps) {
  const { catalogue, canEdit } = useBuilder();
  const { scope } = useEditedRule();
  const known = measures(list, scope, catalogue);
  const isKnown = of === "" || known.some(({ value }) => value === of);
  return (
    <Select
      aria-label="Which of their numbers"
      placeholder="Choose a number"
      searchable
      nothingFoundMessage="No attribute of theirs holds numbers."
      allowDeselect={false}
      disabled={!canEdit}
      data={isKnown ? known : [...known, { value: of, label: of }]}
      value={of === "" ? null : of}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}
