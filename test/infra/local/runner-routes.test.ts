import { describe, expect, it } from "vitest";
import { matchRoute } from "../../../infra/local/route-match.ts";

const routes = [
  { method: "POST", path: "/hooks/{proxy+}", functionName: "hooks" },
  { method: "ANY", path: "/api/v1/{proxy+}", functionName: "api" },
  { method: "GET", path: "/api/v1/{thing}", functionName: "thing" },
  { method: "GET", path: "/health", functionName: "health" },
];

describe("which route answers", () => {
  it.each([
    ["POST", "/hooks/hubspot", "hooks", { proxy: "hubspot" }],
    ["POST", "/hooks/a/b%20c", "hooks", { proxy: "a/b c" }],
    ["DELETE", "/api/v1/segments/1", "api", { proxy: "segments/1" }],
    ["GET", "/api/v1/segments", "thing", { thing: "segments" }],
    ["GET", "/health", "health", {}],
  ])("%s %s is answered by %s", (method, path, functionName, parameters) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ functionName, parameters });
  });

  it.each([
    ["GET", "/hooks/hubspot"],
    ["POST", "/hooks/"],
    ["POST", "/hooks"],
    ["GET", "/health/more"],
    ["GET", "/"],
  ])("%s %s is answered by none", (method, path) => {
    expect(matchRoute(routes, method, path)).toBeUndefined();
  });
});
