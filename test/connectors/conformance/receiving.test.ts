import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../../shared/connectors/connector.ts";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import { Change } from "../../../shared/contracts/change.ts";
import { connectionKinds } from "../../../shared/contracts/connection.ts";
import { Problem } from "../../../shared/runtime/errors.ts";
import { bytes, now, problemOf, webhookRequest } from "../samples.ts";
import { type WebhookSample, webhookSamples } from "./webhook-samples.ts";

const sources = connectionKinds.flatMap((kind) => {
  const { webhooks } = connectorOf(kind);
  return webhooks === undefined ? [] : [{ kind, source: webhooks, sample: webhookSamples[kind] }];
});

it("every source of webhooks has a sample here", () => {
  expect(sources.filter(({ sample }) => sample === undefined).map(({ kind }) => kind)).toEqual([]);
});

describe.each(connectionKinds)("the connector %s", (kind) => {
  it("is registered under its own kind, with a document for each API version", () => {
    const connector = connectorOf(kind);
    expect(connector.kind).toBe(kind);
    expect(connector.versions.length).toBeGreaterThan(0);
    for (const { document } of connector.versions) expect(URL.canParse(document)).toBe(true);
  });

  it("is entered by consent, by a key, or not at all, and takes some requests", () => {
    const { oauth, key, limit } = connectorOf(kind);
    expect([oauth, key]).toContain(undefined);
    expect(key?.address ?? "https://").toMatch(/^https:/);
    expect(limit?.requests ?? Number.POSITIVE_INFINITY).toBeGreaterThan(2);
  });
});

const sampled = sources.flatMap(({ kind, source, sample }) =>
  sample === undefined ? [] : [{ kind, source, sample, genuine: genuineOf(sample) }],
);

/** The first body of a sample, as the source sends it. */
function genuineOf({ proof, bodies, url }: WebhookSample): WebhookRequest {
  const [first = ""] = Object.values(bodies);
  return webhookRequest(bytes(first), proof.kind === "signature" ? proof.sign(first) : {}, url);
}

describe.each(sampled.filter(({ sample }) => sample.proof.kind === "signature"))(
  "signed webhooks of $kind",
  ({ source, sample, genuine }) => {
    const valid = (request: WebhookRequest, at = now) =>
      source.verify(request, [sample.secret], at);

    it("are refused stale, early, or changed by a byte", () => {
      expect(valid(genuine, now + 301_000)).toBe(false);
      expect(valid(genuine, now - 301_000)).toBe(false);
      expect(valid({ ...genuine, body: Buffer.concat([genuine.body, bytes(" ")]) })).toBe(false);
      const flipped = Uint8Array.from(genuine.body);
      flipped[flipped.length - 2] = (flipped[flipped.length - 2] ?? 0) ^ 1;
      expect(valid({ ...genuine, body: flipped })).toBe(false);
    });

    it("are refused without any one of their headers", () => {
      for (const header of Object.keys(genuine.headers)) {
        const headers = { ...genuine.headers, [header]: "" };
        expect(valid({ ...genuine, headers }), header).toBe(false);
      }
    });
  },
);

describe.each(sampled)("webhooks of $kind", ({ source, sample, genuine }) => {
  const valid = (request: WebhookRequest, secrets = [sample.secret]) =>
    source.verify(request, secrets, now);
  const changesIn = (body: string) =>
    source.parse(bytes(body), now).flatMap((part) => part.changes({ propertyTypes: {} }));

  it("are accepted as the source sends them, also while a secret is being exchanged", () => {
    expect(valid(genuine)).toBe(true);
    expect(valid(genuine, ["older-secret", sample.secret])).toBe(true);
  });

  it("are refused without proof, or with no secret to judge by", () => {
    expect(valid(genuine, [])).toBe(false);
    expect(valid(genuine, [""])).toBe(false);
    expect(valid(genuine, ["another-secret"])).toBe(false);
    const url = sample.url.slice(0, sample.url.lastIndexOf("/") + 1);
    expect(valid({ ...genuine, headers: {}, url })).toBe(false);
  });

  it("tell of the record what it says", () => {
    const { recordId, values } = sample.tells;
    const [first = ""] = Object.values(sample.bodies);
    expect(changesIn(first)[0]).toMatchObject({ recordId, body: { values } });
  });

  it.each(Object.entries(sample.bodies))("of %s are changes, the same each time", (_, body) => {
    const changes = changesIn(body);
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) expect(Change.parse(change)).toEqual(change);
    expect(changesIn(body)).toEqual(changes);
    const [part] = source.parse(bytes(body), now);
    expect(part).toMatchObject({ eventCount: 1, ignoredCount: 0 });
  });

  it.each(sample.unknown)("of kinds that nobody follows are counted only: %s", (body) => {
    expect(changesIn(body)).toEqual([]);
    expect(source.parse(bytes(body), now)).toMatchObject([{ eventCount: 1, ignoredCount: 1 }]);
  });

  it.each(sample.malformed)("that cannot be read name the place: %s", (body, pointer) => {
    expect(problemOf(() => changesIn(body))).toEqual({ status: 400, pointer });
  });

  it("of any content end in changes or in a problem, and touch no prototype", () => {
    const anything = fc.oneof(
      fc.json(),
      fc.json().map((json) => `[${json}]`),
      fc.string(),
      fc.constantFrom(...Object.values(sample.bodies)).chain(mangled),
    );
    fc.assert(
      fc.property(anything, (body) => {
        expect(["changes", "problem"]).toContain(endOf(() => changesIn(body)));
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

/** A body with some of it in another place. */
function mangled(body: string): fc.Arbitrary<string> {
  const place = fc.nat(body.length);
  return fc.tuple(place, place).map(([a, b]) => body.slice(0, a) + body.slice(b));
}

function endOf(act: () => unknown): string {
  try {
    act();
    return "changes";
  } catch (error) {
    return error instanceof Problem ? "problem" : String(error);
  }
}

const onBuses = connectionKinds.flatMap((kind) => {
  const { events } = connectorOf(kind);
  return events === undefined ? [] : [{ kind, events }];
});

describe.each(onBuses)("events of $kind on a bus", ({ events }) => {
  it("of any content are read without failing, and the same each time", () => {
    const details = fc.array(fc.jsonValue());
    fc.assert(
      fc.property(details, (given) => {
        const news = events.read(given, { propertyTypes: {} });
        for (const change of news.changes) expect(Change.parse(change)).toEqual(change);
        expect(events.read(given, { propertyTypes: {} })).toEqual(news);
      }),
    );
  });
});
