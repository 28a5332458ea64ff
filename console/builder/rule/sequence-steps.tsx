import { ActionIcon, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { z } from "zod";
import type { Scope } from "../../../shared/segmentation/language/scopes.ts";
import { pointerTo } from "../../../shared/segmentation/parse/rule-problem.ts";
import { nestedRule, type RuleGroup, Sequence } from "../../../shared/segmentation/rule.ts";
import { SpanInput } from "../value/span-input.tsx";
import { useBuilder } from "./builder-context.ts";
import classes from "./rule.module.css";

interface SequenceStepsProps {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly scope: Scope;
  readonly pointer: string;
}

const mostSteps = 5;
const anything: RuleGroup = { combinator: "and", rules: [] };
const twoSteps: z.infer<typeof Sequence> = { steps: [anything, anything] };

/** Activities that follow each other: first this, then that, within a time. */
export function SequenceSteps({ value, onChange, scope, pointer }: SequenceStepsProps) {
  const { RuleEditor, canEdit } = useBuilder();
  const { steps, ...rest } = Sequence.safeParse(value).data ?? twoSteps;
  const set = (next: readonly unknown[]) => onChange({ ...rest, steps: next });
  const remove =
    canEdit && steps.length > 2 ? (at: number) => set(steps.toSpliced(at, 1)) : undefined;
  return (
    <Stack gap="xs" className={classes["nested"]}>
      {steps.map((step, at) => (
        <Stack key={at} gap={4}>
          <StepHeader at={at} onRemove={remove} />
          <RuleEditor
            rule={nestedRule(step) ?? anything}
            onChange={(changed) => set(steps.with(at, changed))}
            scope={scope}
            pointer={pointerTo(pointer, "value", "steps", at)}
          />
        </Stack>
      ))}
      <Group gap="sm">
        {canEdit && steps.length < mostSteps ? (
          <AddStep onAdd={() => set([...steps, anything])} />
        ) : null}
        <Within
          within={rest.within}
          onChange={(within) => onChange(within === undefined ? { steps } : { steps, within })}
        />
      </Group>
    </Stack>
  );
}

interface WithinProps {
  readonly within: string | undefined;
  readonly onChange: (within: string | undefined) => void;
}

/** How much time may lie between the first step and the last one; any, where it is switched off. */
function Within({ within, onChange }: WithinProps) {
  const { canEdit } = useBuilder();
  return (
    <>
      <Checkbox
        label="all within"
        disabled={!canEdit}
        checked={within !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? "P30D" : undefined)}
      />
      {within === undefined ? (
        <Text size="sm">any time</Text>
      ) : (
        <SpanInput
          label="Within which time"
          value={within}
          onChange={(span) => onChange(typeof span === "string" ? span : undefined)}
        />
      )}
    </>
  );
}

interface StepHeaderProps {
  readonly at: number;
  readonly onRemove: ((at: number) => void) | undefined;
}

function StepHeader({ at, onRemove }: StepHeaderProps) {
  return (
    <Group justify="space-between">
      <Text size="sm" fw={600}>
        {at === 0 ? "First" : "Then"}
      </Text>
      {onRemove === undefined ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove step ${at + 1}`}
          onClick={() => onRemove(at)}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}

function AddStep({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={onAdd}
    >
      Add a step
    </Button>
  );
}
