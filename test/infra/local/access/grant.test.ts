import { describe, expect, it } from "vitest";
import { type Grant, isLike, Role } from "../../../../infra/local/access/grant.ts";

const table = "arn:aws:dynamodb:eu-central-1:000000000000:table/Registry";
const need = (action: string, resource = table, leadingKeys: readonly string[] = []) => ({
  action,
  resource,
  leadingKeys,
});

function reading(more: Partial<Grant> = {}): Role {
  const grant = { actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [table], ...more };
  return new Role([grant]);
}

describe("a role", () => {
  it("allows the actions it grants on the resources it names, and nothing else", () => {
    expect(reading().allows(need("dynamodb:GetItem"))).toBe(true);
    expect(reading().allows(need("dynamodb:PutItem"))).toBe(false);
    expect(reading().allows(need("dynamodb:Query", `${table}/index/since`))).toBe(false);
    expect(new Role([]).allows(need("dynamodb:GetItem"))).toBe(false);
  });

  it("answers the same when asked again", () => {
    const role = reading();
    for (const action of ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:GetItem"])
      expect(role.allows(need(action))).toBe(action === "dynamodb:GetItem");
  });

  it("limited to some partitions allows a request that names those only", () => {
    const role = reading({ keysLike: ["*#budget#*", "retirements"] });
    const asks = (...keys: string[]) => role.allows(need("dynamodb:GetItem", table, keys));
    expect(asks("w1#budget#c1", "retirements")).toBe(true);
    expect(asks("w1#budget#c1", "w1#connections")).toBe(false);
  });

  it("closed to some partitions refuses a request that names one of them beside others", () => {
    const role = reading({ keysUnlike: ["token#*"] });
    const asks = (...keys: string[]) => role.allows(need("dynamodb:GetItem", table, keys));
    expect(asks("w1#connections")).toBe(true);
    expect(asks("w1#connections", "token#1f")).toBe(false);
  });
});

describe("a pattern of IAM", () => {
  it.each([
    ["arn:aws:s3:::failed/2026/a.json", "arn:aws:s3:::failed/*", true],
    ["arn:aws:s3:::failed", "arn:aws:s3:::failed/*", false],
    ["anything\nat all", "*", true],
    ["queue1", "queue?", true],
    ["queue12", "queue?", false],
    ["axb", "a.b", false],
    ["a+b(c)", "a+b(*)", true],
  ])("%j is like %j: %s", (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected);
  });
});
