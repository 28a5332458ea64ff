import { z } from "zod";
import type { TemplateResources } from "../template-resources.ts";
import type { Grant } from "./grant.ts";

const Texts = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const Keys = z.strictObject({ "dynamodb:LeadingKeys": Texts }).optional();

/** Strict: a part of a policy that is not understood must not be passed over. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Action: Texts,
  Resource: Texts,
  Condition: z
    .strictObject({ "ForAllValues:StringLike": Keys, "ForAllValues:StringNotLike": Keys })
    .default({}),
});

const policyProperties = z.object({
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
  Roles: z.array(z.string()),
});

/**
 * What each role of the template is granted, by the role's name. Managed policies grant
 * nothing here: no role that a function of ours has may need one.
 * @throws Error that names the policy the local system cannot enforce
 */
export function readRoleGrants(resources: TemplateResources): ReadonlyMap<string, Grant[]> {
  const grants = new Map<string, Grant[]>();
  for (const { properties } of resources.ofType("AWS::IAM::Policy", policyProperties)) {
    const given = properties.PolicyDocument.Statement.map(grantOf);
    for (const role of properties.Roles) grants.set(role, [...(grants.get(role) ?? []), ...given]);
  }
  return grants;
}

function grantOf({ Action, Resource, Condition }: z.infer<typeof Statement>): Grant {
  const like = Condition["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"];
  const unlike = Condition["ForAllValues:StringNotLike"]?.["dynamodb:LeadingKeys"];
  return {
    actions: Action,
    resources: Resource,
    ...(like === undefined ? {} : { keysLike: like }),
    ...(unlike === undefined ? {} : { keysUnlike: unlike }),
  };
}
