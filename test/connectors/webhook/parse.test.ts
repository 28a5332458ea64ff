import { describe, expect, it } from "vitest";
import { parseCanonical } from "../../../shared/connectors/webhook/parse.ts";
import type { Change } from "../../../shared/contracts/change.ts";
import { bytes, now, problemOf, sampleConnection } from "../samples.ts";

const timestamp = "2026-11-22T10:00:00Z";
const person = { object: "contact", id: "prm-1001" };

function changed(data: object, at = timestamp) {
  return { type: "profile.changed", timestamp: at, data: { ...person, ...data } };
}

function parse(body: unknown): Change[] {
  return parseCanonical(bytes(body), now).flatMap((part) => part.changes(sampleConnection()));
}

function refusal(body: unknown) {
  return problemOf(() => parse(body));
}

describe("the canonical body", () => {
  it("carries attributes; e-mail and domain are attributes too; null clears", () => {
    const event = changed({ email: "ann@acme.test", attributes: { tier: "Gold", region: null } });
    expect(parse(event)).toEqual([
      {
        object: "contact",
        recordId: "prm-1001",
        at: now,
        body: {
          kind: "attributes",
          values: { tier: "Gold", region: null, email: "ann@acme.test" },
        },
      },
    ]);
    const company = { object: "company", id: "acme", domain: "acme.test" };
    expect(parse({ type: "profile.changed", timestamp, data: company })[0]?.body).toEqual({
      kind: "attributes",
      values: { domain: "acme.test" },
    });
  });

  it("keeps every value's JSON type", () => {
    const attributes = { seats: 12.5, active: false, note: "", badges: ["a", "b"] };
    expect(parse(changed({ attributes }))[0]?.body).toEqual({
      kind: "attributes",
      values: attributes,
    });
  });

  it("carries behaviours, which happen at `at` or else at the timestamp", () => {
    const data = { ...person, name: "course_page_viewed", properties: { course: "c-1" } };
    const [told, untold] = parse([
      { type: "behaviour.recorded", timestamp, data: { ...data, at: "2026-11-22T10:59:58+01:00" } },
      { type: "behaviour.recorded", timestamp, data },
    ]);
    expect(told).toEqual({
      object: "contact",
      recordId: "prm-1001",
      at: now,
      body: {
        kind: "behaviour",
        name: "course_page_viewed",
        happenedAt: now - 2_000,
        properties: { course: "c-1" },
      },
    });
    expect(untold?.body).toMatchObject({ happenedAt: now });
  });

  it("carries associations and deletions", () => {
    const to = { object: "company", id: "acme" };
    expect(
      parse([
        { type: "association.changed", timestamp, data: { from: person, to, removed: true } },
        { type: "profile.deleted", timestamp, data: person },
      ]).map(({ body }) => body),
    ).toEqual([
      { kind: "association", to: { object: "company", recordId: "acme" }, removed: true },
      { kind: "deletion" },
    ]);
  });

  it("is one event, or up to 1,000; none is fine", () => {
    expect(parse([])).toEqual([]);
    expect(parse(Array.from({ length: 1_000 }, () => changed({})))).toHaveLength(1_000);
    expect(refusal(Array.from({ length: 1_001 }, () => changed({})))).toMatchObject({
      status: 413,
    });
  });
});

describe("what is malformed is answered 400 and the place", () => {
  it.each([
    ["no JSON", "{", ""],
    ["no object", "7", ""],
    ["an unknown type", { type: "profile.moved", timestamp, data: person }, "/type"],
    ["a date for an instant", changed({}, "2026-11-22"), "/timestamp"],
    [
      "no record id",
      { type: "profile.deleted", timestamp, data: { object: "contact" } },
      "/data/id",
    ],
    ["an unknown object", changed({ object: "deal" }), "/data/object"],
    [
      "a nested value",
      [changed({}), changed({ attributes: { a: { b: 1 } } })],
      "/1/data/attributes/a",
    ],
    ["a name to be escaped", changed({ attributes: { "a/b~c": {} } }), "/data/attributes/a~1b~0c"],
    ["numbers in a list", changed({ attributes: { a: [1] } }), "/data/attributes/a"],
    [
      "a nested property",
      {
        type: "behaviour.recorded",
        timestamp,
        data: { ...person, name: "n", properties: { p: [] } },
      },
      "/data/properties/p",
    ],
  ])("%s", (_, body, pointer) => {
    expect(refusal(body)).toEqual({ status: 400, pointer });
  });

  it("bytes that are not UTF-8", () => {
    expect(problemOf(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22), now)).status).toBe(400);
  });
});

describe("what is well formed but cannot be taken is answered 422 and the place", () => {
  it.each(["id", "behaviours", "company", "contacts", "ancestors", "segment", "constructor", ""])(
    "an attribute named %j",
    (name) => {
      const refused = refusal([changed({ attributes: { fine: 1, [name]: "x" } })]);
      expect(refused).toEqual({ status: 422, pointer: `/0/data/attributes/${name}` });
    },
  );

  it("__proto__, as attribute and as behaviour property, without touching any prototype", () => {
    const attributes = `{"type":"profile.changed","timestamp":"${timestamp}","data":{"object":"contact","id":"1","attributes":{"__proto__":"x"}}}`;
    expect(refusal(attributes)).toEqual({ status: 422, pointer: "/data/attributes/__proto__" });
    const properties = `{"type":"behaviour.recorded","timestamp":"${timestamp}","data":{"object":"contact","id":"1","name":"n","properties":{"__proto__":"x"}}}`;
    expect(refusal(properties)).toEqual({ status: 422, pointer: "/data/properties/__proto__" });
  });

  it("a timestamp over a day ahead", () => {
    expect(parse(changed({}, "2026-11-23T10:00:00Z"))).toHaveLength(1);
    expect(refusal([changed({}, "2026-11-23T10:00:00.001Z")])).toEqual({
      status: 422,
      pointer: "/0/timestamp",
    });
  });
});
