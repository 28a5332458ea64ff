import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectorOf } from "../../shared/connectors/registry.ts";
import { changeEvents } from "../../shared/connectors/salesforce/events.ts";
import { inboundOfProvider } from "../../shared/connectors/webhook/inbound.ts";
import { presetNames } from "../../shared/connectors/webhook/presets.ts";
import { connectionKinds } from "../../shared/contracts/connection.ts";
import { PermanentError, Problem } from "../../shared/runtime/errors.ts";
import { webhookSamples } from "../connectors/conformance/webhook-samples.ts";
import { bytes, now, webhookRequest } from "../connectors/samples.ts";
import { expectHarmless } from "./harmless.ts";
import { mutatedBytes, mutatedJson } from "./hostile-input.ts";

const sources = connectionKinds.flatMap((kind) => {
  const source = connectorOf(kind).webhooks;
  const sample = webhookSamples[kind];
  return source && sample ? [{ kind, source, sample }] : [];
});

/** Refusals are the sender's fault: another status would make it think of ours. */
function assertRefusal(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    const { status } = error instanceof Problem ? error : { status: 500 };
    if (![400, 413, 422].includes(status))
      throw new Error(`refused with ${status}`, { cause: error });
    throw error;
  }
}

describe.each(sources)("a webhook of $kind", ({ source, sample }) => {
  const bodies = Object.values(sample.bodies);

  it("broken anywhere is read or refused", () =>
    expectHarmless({
      inputs: mutatedBytes(bodies),
      read: (body) => assertRefusal(() => source.parse(body, now)),
      refuses: Problem,
    }));

  it("with hostile values is read or refused", () => {
    const samples = bodies.filter((body) => !body.startsWith("<"));
    if (samples.length === 0) samples.push("[]");
    return expectHarmless({
      inputs: mutatedJson(samples.map((body): unknown => JSON.parse(body))),
      read: (body) => assertRefusal(() => source.parse(bytes(body), now)),
      refuses: Problem,
    });
  });

  it("with any headers, address and secrets is believed or not, and never for such", () => {
    const value = fc.oneof(fc.string(), fc.constantFrom("v1,", "v1,====", "é", String(now)));
    const [body = ""] = bodies;
    const names = sample.proof.kind === "signature" ? Object.keys(sample.proof.sign(body)) : ["x"];
    return expectHarmless({
      inputs: fc.record({
        headers: fc.dictionary(fc.constantFrom(...names), value),
        secrets: fc.array(
          fc.oneof(
            fc.constant(""),
            fc.string().map((end) => `secret-${end}`),
          ),
        ),
        path: fc.oneof(fc.constantFrom("/hooks/con_1", "", "/%", "/a/%00?b"), fc.string()),
      }),
      read: ({ headers, secrets, path }) =>
        expect(
          source.verify(webhookRequest(bytes(body), headers, `https://h${path}`), secrets, now),
        ).toBe(false),
    });
  });
});

describe.each(presetNames)("a webhook of the provider %s", (preset) => {
  const samples = [
    {
      id: "1",
      event: "order.created",
      type: "Enrollment.created",
      resource: "enrollment",
      action: "progress",
      created_at: "2026-11-21T08:30:00.250Z",
      payload: { id: 3, user: { id: 94, email: "lea@acme.test" }, course: { id: 68, name: "A" } },
      object: { user_id: 1, course_id: 2, user: { email: "lea@acme.test", id: 1 } },
      employees: [{ id: "1", fields: { firstName: { value: "Lea" } }, changedFields: ["a"] }],
      data: [{ type: "profile", attributes: { email: "lea@acme.test", timestamp: 1 } }],
    },
  ];
  it("with hostile values is read or refused", () =>
    expectHarmless({
      inputs: mutatedJson(samples),
      read: (body) => inboundOfProvider({ preset }).parse(bytes(body), now),
      refuses: Problem,
      // A mapping is evaluated: some microseconds for each value of the payload.
      atMost: 1_000,
      runs: 25,
    }));
});

describe("an event of Change Data Capture", () => {
  const header = {
    entityName: "Contact",
    recordIds: ["003Kd00000AbCdEIAV", "001*"],
    changeType: "UPDATE",
    changeOrigin: "com/salesforce/api/rest/68.0;client=Console",
    transactionKey: "0002343d",
    sequenceNumber: 1,
    commitTimestamp: now,
    commitNumber: 12_345,
    changedFields: ["0x7C000000", "Name.FirstName", "3-0x04"],
    nulledFields: ["Title"],
    diffFields: [],
  };
  const body = {
    Name: { FirstName: "Ann", LastName: "Lee" },
    Title: null,
    Birthdate: "2000-01-01",
  };
  const payload = { ...body, ChangeEventHeader: header };
  it("with hostile values is read or passed over", () =>
    expectHarmless({
      inputs: mutatedJson([{ payload, schemaId: "x" }, payload]),
      read: (detail) => {
        const propertyTypes = { "Contact.Birthdate": "date", "Contact.Title": "string" };
        return changeEvents.read([detail], { propertyTypes });
      },
      refuses: PermanentError,
    }));

  it("names an org, or none", () =>
    expectHarmless({
      inputs: mutatedBytes(["aws.partner/salesforce.com/00DKd00000AbCdEMAV/0YLKd0000000001OAA"]),
      read: (source) => changeEvents.accountOf(Buffer.from(source).toString()),
    }));
});
