import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  signedHeaders,
  signStandardWebhook,
  verifyStandardWebhook,
} from "../../../shared/connectors/webhook/signature.ts";
import { bytes, now, webhookRequest } from "../samples.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const otherSecret = `whsec_${Buffer.from("another secret, also 24b").toString("base64")}`;
const seconds = Math.floor(now / 1000);

function headers(signature: string, timestamp = String(seconds), id = "msg_1") {
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
}

describe("Standard Webhooks signatures", () => {
  it("accept what the reference package signs", () => {
    const body = '{"tier":"Gøld"}';
    const signature = new Webhook(secret).sign("msg_1", new Date(now), body);
    const request = webhookRequest(bytes(body), headers(signature));
    expect(verifyStandardWebhook(request, [secret], now)).toBe(true);
  });

  it("are accepted by the reference package", () => {
    const wall = Date.now();
    const timestamp = String(Math.floor(wall / 1000));
    const signature = signStandardWebhook(secret, "msg_1", timestamp, '{"a":1}');
    const read = new Webhook(secret).verify('{"a":1}', headers(signature, timestamp));
    expect(read).toEqual({ a: 1 });
  });

  it("hold over raw bytes that are not UTF-8, which a decoded body would confuse", () => {
    const signature = signStandardWebhook(secret, "msg_1", String(seconds), Uint8Array.of(0xff));
    const genuine = webhookRequest(Uint8Array.of(0xff), headers(signature));
    const changed = webhookRequest(Uint8Array.of(0xfe), headers(signature));
    expect(verifyStandardWebhook(genuine, [secret], now)).toBe(true);
    expect(verifyStandardWebhook(changed, [secret], now)).toBe(false);
  });

  it("hold with any of several secrets while one is being rotated", () => {
    const signature = signStandardWebhook(secret, "msg_1", String(seconds), "{}");
    const request = webhookRequest(bytes("{}"), headers(signature));
    expect(verifyStandardWebhook(request, [otherSecret, secret], now)).toBe(true);
    expect(verifyStandardWebhook(request, [otherSecret], now)).toBe(false);
    expect(verifyStandardWebhook(request, [], now)).toBe(false);
  });

  it.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])("%i seconds from the clock: %s", (offset, expected) => {
    const timestamp = String(seconds + offset);
    const signature = signStandardWebhook(secret, "msg_1", timestamp, "{}");
    const request = webhookRequest(bytes("{}"), headers(signature, timestamp));
    expect(verifyStandardWebhook(request, [secret], now)).toBe(expected);
  });

  it.each(["", "NaN", "1e9", " 1", `${seconds}.0`])("refuse the timestamp %j", (timestamp) => {
    const signature = signStandardWebhook(secret, "msg_1", timestamp, "{}");
    const request = webhookRequest(bytes("{}"), headers(signature, timestamp));
    expect(verifyStandardWebhook(request, [secret], now)).toBe(false);
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
    "are refused without %s",
    (header) => {
      const signature = signStandardWebhook(secret, "msg_1", String(seconds), "{}");
      const all: Record<string, string> = headers(signature);
      const { [header]: _left, ...others } = all;
      expect(verifyStandardWebhook(webhookRequest(bytes("{}"), others), [secret], now)).toBe(false);
      const empty = webhookRequest(bytes("{}"), { ...all, [header]: "" });
      expect(verifyStandardWebhook(empty, [secret], now)).toBe(false);
    },
  );

  it("are refused where the sender left the id out of what it signed", () => {
    const signature = signStandardWebhook(secret, "", String(seconds), "{}");
    const request = webhookRequest(bytes("{}"), headers(signature, String(seconds), ""));
    expect(verifyStandardWebhook(request, [secret], now)).toBe(false);
  });

  it("may be several, of which those of other lengths and versions are passed over", () => {
    const genuine = signStandardWebhook(secret, "msg_1", String(seconds), "{}");
    const given = (signatures: string) => webhookRequest(bytes("{}"), headers(signatures));
    const among = `v1,short v1a,${genuine.slice(3)} ${genuine} v1,${"A".repeat(60)}`;
    expect(verifyStandardWebhook(given(among), [secret], now)).toBe(true);
    for (const other of ["v1,short", `v2,${genuine.slice(3)}`, genuine.slice(0, -1), "v1,", " "])
      expect(verifyStandardWebhook(given(other), [secret], now), other).toBe(false);
  });

  it("are made now, with all that a receiver needs", () => {
    const made = signedHeaders(secret, "msg_2", "{}");
    expect(made["content-type"]).toBe("application/json");
    expect(new Webhook(secret).verify("{}", made)).toEqual({});
    expect(verifyStandardWebhook(webhookRequest(bytes("{}"), made), [secret], Date.now())).toBe(
      true,
    );
  });

  it("take the secret with its prefix, which is one only where it begins", () => {
    const inside = "QUJDwhsec_REVG";
    const request = webhookRequest(
      bytes("{}"),
      headers(signStandardWebhook(inside, "msg_1", String(seconds), "{}")),
    );
    expect(verifyStandardWebhook(request, ["QUJDREVG"], now)).toBe(false);
  });

  it("never accept an empty secret, whoever knows it", () => {
    const signature = signStandardWebhook("whsec_", "msg_1", String(seconds), "{}");
    const request = webhookRequest(bytes("{}"), headers(signature));
    expect(verifyStandardWebhook(request, ["whsec_", ""], now)).toBe(false);
  });

  it("break with any byte of the body", () => {
    const body = fc.uint8Array({ minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, place, flip) => {
        const signature = signStandardWebhook(secret, "msg_1", String(seconds), original);
        const changed = original.map((byte, i) =>
          i === place % original.length ? byte ^ flip : byte,
        );
        const request = webhookRequest(changed, headers(signature));
        return !verifyStandardWebhook(request, [secret], now);
      }),
    );
  });
});
