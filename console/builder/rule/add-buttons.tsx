import { Button, Group } from "@mantine/core";
import { IconPlus, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import type { Place } from "../../../shared/segmentation/language/scopes.ts";
import { identified, renewed } from "../model/identified.ts";
import { appendTo, type Path } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";
import { FieldPicker } from "./field-picker.tsx";
import classes from "./rule.module.css";

/** At the end of a group: one more condition, or a group of them. */
export function AddButtons({ path }: { readonly path: Path }) {
  const { canEdit } = useBuilder();
  const { scope } = useEditedRule();
  if (!canEdit) return null;
  return (
    <Group gap="xs">
      <AddCondition path={path} />
      {scope.place === "behaviour" ? null : <AddGroup path={path} />}
    </Group>
  );
}

function AddCondition({ path }: { readonly path: Path }) {
  const { rule, onChange, scope, pointer } = useEditedRule();
  const [isChoosing, setChoosing] = useState(false);
  if (isChoosing)
    return (
      <FieldPicker
        scope={scope}
        label="What is the new condition about?"
        isBegun
        onLeave={() => setChoosing(false)}
        onChoose={({ start }) => {
          onChange(appendTo(rule, path, renewed(start)));
          setChoosing(false);
        }}
      />
    );
  return (
    <Button
      size="compact-sm"
      className={classes["add"] ?? ""}
      variant={pointer === "" ? "light" : "subtle"}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setChoosing(true)}
    >
      {addWords(scope.place)}
    </Button>
  );
}

function AddGroup({ path }: { readonly path: Path }) {
  const { rule, onChange } = useEditedRule();
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconStack2 size={14} aria-hidden />}
      onClick={() => onChange(appendTo(rule, path, identified({ combinator: "or", rules: [] })))}
    >
      Add a group
    </Button>
  );
}

/** Says of what, where conditions on several things stand one in the other. */
function addWords(place: Place): string {
  switch (place) {
    case "contact":
    case "company":
      return "Add a condition";
    case "behaviour":
      return "Narrow the activity down";
    case "contactCompany":
      return "Add a condition on the company";
    case "companyContact":
      return "Add a condition on the people";
    case "ancestor":
      return "Add a condition on the company above";
  }
}
