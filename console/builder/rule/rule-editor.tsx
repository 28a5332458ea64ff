import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useMemo } from "react";
import { QueryBuilderStateProvider, type RuleGroupType, useQueryBuilder } from "react-querybuilder";
import { z } from "zod";
import { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { RuleEditorProps } from "./builder-context.ts";
import { EditedRule } from "./edited-rule.ts";
import { GroupCard } from "./group-card.tsx";

/** A rule, or the group within a condition: the same tree of cards, one in the other. */
export function RuleEditor({ rule, onChange, scope, pointer }: RuleEditorProps) {
  const edited = useMemo(
    () => ({ rule, onChange, scope, pointer }),
    [rule, onChange, scope, pointer],
  );
  return (
    <EditedRule value={edited}>
      <QueryBuilderMantine>
        <QueryBuilderStateProvider>
          <Cards rule={rule} onChange={onChange} />
        </QueryBuilderStateProvider>
      </QueryBuilderMantine>
    </EditedRule>
  );
}

/** A rule is what the query builder calls a query. */
const BuilderQuery = z.custom<RuleGroupType>((given) => RuleGroup.safeParse(given).success);

/** The query builder's tree without its frame, which would be a form within a form. */
function Cards({ rule, onChange }: Pick<RuleEditorProps, "rule" | "onChange">) {
  const { schema, actions } = useQueryBuilder({
    query: BuilderQuery.parse(rule),
    onQueryChange: (query: RuleGroupType) => onChange(RuleGroup.parse(query)),
    enableMountQueryChange: false,
  });
  return <GroupCard path={[]} tree={{ schema, actions }} />;
}
