import { describe, expect, it } from "vitest";
import { connectorServing, connectors, targetOf } from "../../shared/connectors/registry.ts";
import { destinationKinds } from "../../shared/contracts/destination.ts";

describe("the registry of connectors", () => {
  it("has one target for each kind of destination, at the connector that is said to serve it", () => {
    for (const kind of destinationKinds) {
      expect(targetOf(kind).kind).toBe(kind);
      expect(connectorServing(kind).targets).toContain(targetOf(kind));
    }
    const all = Object.values(connectors).flatMap(({ targets }) => targets);
    expect(all.map(({ kind }) => kind).sort()).toEqual([...destinationKinds].sort());
  });
});
