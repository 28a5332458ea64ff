import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCursor, toCursor } from "../../shared/api/cursors.ts";
import { findRoute } from "../../shared/api/router.ts";
import { routes } from "../../shared/api/routes.ts";
import { readFilter } from "../../shared/api/scim/filter.ts";
import { Problem } from "../../shared/runtime/errors.ts";
import { expectHarmless } from "./harmless.ts";
import { mutatedBytes } from "./hostile-input.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("a filter of SCIM", () => {
  const filters = [
    'displayName eq "Gold partners" and externalId eq "1"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a\\u0041\\"b"',
    `${'a eq "b" and '.repeat(40)}a eq "b"`,
    `userName eq "${"\\\\".repeat(400)}"`,
    `${"a".repeat(900)} eq`,
    `a${" ".repeat(900)}eq`,
  ];
  it("broken anywhere is read or refused", () =>
    expectHarmless({
      inputs: mutatedBytes(filters).map(text),
      read: (filter) => {
        for (const { attribute, value } of readFilter(filter)) {
          expect(attribute).toBe(attribute.toLowerCase());
          expect(typeof value).toBe("string");
        }
      },
      refuses: Problem,
    }));
});

describe("a cursor", () => {
  it("that anybody makes up is one of ours or refused", () =>
    expectHarmless({
      inputs: fc.oneof(
        fc.string(),
        fc.base64String(),
        mutatedBytes([toCursor("a#b") ?? ""]).map(text),
      ),
      read: (cursor) => {
        const key = fromCursor("cursor", cursor);
        expect(toCursor(key)).toBe(cursor);
      },
      refuses: Problem,
    }));
});

describe("a path", () => {
  const paths = ["/api/v1/segments/seg_1/versions/2/promote", "/scim/v2/Users/x", "/ofrep/v1/a"];
  it("leads to a route, or to a refusal", () =>
    expectHarmless({
      inputs: fc.oneof(mutatedBytes(paths).map(text), fc.string()),
      read: (path) => findRoute(routes, "GET", path),
      refuses: Problem,
    }));
});
