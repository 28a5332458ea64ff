import { Autocomplete, Group, Radio, Select, Stack, TextInput } from "@mantine/core";
import { Amount } from "./amount.tsx";
import { useAttributeNames } from "./attribute-names.ts";
import type { FieldsProps } from "./audience-fields.tsx";
import type { MeasureFunction } from "./program-draft.ts";

export function PriceFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Product"
        description="Its name in your price list."
        required
        value={draft.product}
        error={problemOf("/product")}
        onChange={({ currentTarget }) => onChange({ product: currentTarget.value })}
      />
      <TermsFields {...{ draft, problemOf, onChange }} />
    </Stack>
  );
}

/** What it costs, and which price counts where several match. */
export function TermsFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <Radio.Group
        label="They pay"
        value={draft.pricing}
        onChange={(pricing) => onChange({ pricing: pricing === "price" ? "price" : "discount" })}
      >
        <Group mt={6}>
          <Radio value="discount" label="less than the list price" />
          <Radio value="price" label="a price of their own" />
        </Group>
      </Radio.Group>
      <PayFields {...{ draft, problemOf, onChange }} />
      <Amount
        label="Precedence"
        description="Of several prices that match somebody, the highest counts."
        min={0}
        value={draft.precedence}
        error={problemOf("/precedence")}
        onChange={(precedence) => onChange({ precedence })}
      />
    </Stack>
  );
}

function PayFields({ draft, problemOf, onChange }: FieldsProps) {
  if (draft.pricing === "discount")
    return (
      <Amount
        label="Percent off"
        min={0}
        max={100}
        value={draft.discountPercent}
        error={problemOf("/terms")}
        onChange={(discountPercent) => onChange({ discountPercent })}
      />
    );
  return (
    <Group grow align="flex-start">
      <Amount
        label="Price"
        min={0}
        value={draft.price}
        error={problemOf("/terms")}
        onChange={(price) => onChange({ price })}
      />
      <TextInput
        label="Currency"
        value={draft.currency}
        maxLength={3}
        onChange={({ currentTarget }) => onChange({ currency: currentTarget.value })}
      />
    </Group>
  );
}

const measures: readonly { value: MeasureFunction; label: string }[] = [
  { value: "rate", label: "the share that has a value" },
  { value: "average", label: "an average" },
  { value: "sum", label: "a sum" },
  { value: "count", label: "the number of members" },
];

export function GoalFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <Select
        label="What is measured"
        data={[...measures]}
        value={draft.measure}
        allowDeselect={false}
        onChange={(chosen) =>
          onChange({ measure: measures.find(({ value }) => value === chosen)?.value ?? "count" })
        }
      />
      <MeasuredFields {...{ draft, problemOf, onChange }} />
      <TargetField {...{ draft, problemOf, onChange }} />
      {draft.measure === "rate" ? null : (
        <TextInput
          label="Unit"
          placeholder="points, EUR, days…"
          value={draft.unit}
          error={problemOf("/unit")}
          onChange={({ currentTarget }) => onChange({ unit: currentTarget.value })}
        />
      )}
    </Stack>
  );
}

/** Of what, and of a share which value. */
function MeasuredFields({ draft, problemOf, onChange }: FieldsProps) {
  const attributes = useAttributeNames();
  return (
    <>
      {draft.measure === "count" ? null : (
        <Autocomplete
          label="Of which attribute"
          required
          data={attributes}
          value={draft.attribute}
          error={problemOf("/measure")}
          onChange={(attribute) => onChange({ attribute })}
        />
      )}
      {draft.measure === "rate" ? (
        <TextInput
          label="Which value they are to have"
          required
          value={draft.value}
          onChange={({ currentTarget }) => onChange({ value: currentTarget.value })}
        />
      ) : null}
    </>
  );
}

/** Of a share, people think in percent. */
export function TargetField({ draft, problemOf, onChange }: FieldsProps) {
  const isShare = draft.measure === "rate";
  return (
    <Amount
      label={isShare ? "Goal, in percent" : "Goal"}
      value={isShare ? Math.round(draft.target * 1_000) / 10 : draft.target}
      error={problemOf("/target")}
      onChange={(target) => onChange({ target: isShare ? target / 100 : target })}
    />
  );
}
