import { expect, it } from "vitest";
import { fieldGroup } from "../../../shared/segmentation/index/field-group.ts";

it.each([
  ["an attribute and its past", ["attribute:tier", "past:tier"], "tier"],
  ["all behaviours", ["behaviour:login", "behaviour:*"], "behaviours"],
  [
    "what is read of a company or of those above it",
    ["company.id", "company.attribute:tier", "company.ancestors.attribute:tier"],
    "company",
  ],
  ["what is read of contacts", ["contacts.id", "contacts.behaviour:login"], "contacts"],
  ["what is read of companies above", ["ancestors.id", "ancestors.attribute:tier"], "ancestors"],
  ["all segments", ["segment:a", "segment:b"], "segment"],
  ["the id", ["id"], "id"],
])("%s may change together", (_, fields, group) => {
  for (const field of fields) expect(fieldGroup(field)).toBe(group);
});
