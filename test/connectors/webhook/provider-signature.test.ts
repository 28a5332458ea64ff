import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { presetOf, presets } from "../../../shared/connectors/webhook/presets.ts";
import { verifyProvider } from "../../../shared/connectors/webhook/provider-signature.ts";
import { bytes, now, webhookRequest } from "../samples.ts";

const body = '{"id":"1","name":"Zoë"}';
const url = "https://muster.test/hooks/con_1";
const secret = "the-provider's-own-key";

function sha256(key: string, ...signed: readonly (string | Uint8Array)[]): string {
  const mac = createHmac("sha256", key);
  for (const part of signed) mac.update(part);
  return mac.digest("hex");
}

type Sender = (at: number, raw: Uint8Array) => Record<string, string>;

/** Written from the providers' documents: digest of the body alone, or of the body and the time. */
const signers: Partial<Record<keyof typeof presets, Sender>> = {
  thinkific: (_, raw) => ({ "x-thinkific-hmac-sha256": sha256(secret, raw) }),
  bamboohr: (at, raw) => {
    const seconds = String(Math.floor(at / 1_000));
    return {
      "x-bamboohr-timestamp": seconds,
      "x-bamboohr-signature": sha256(secret, raw, seconds),
    };
  },
  klaviyo: (at, raw) => {
    const date = new Date(at).toUTCString();
    return { "klaviyo-timestamp": date, "klaviyo-signature": sha256(secret, raw, date) };
  },
};

function verify(
  name: keyof typeof presets,
  headers: Record<string, string>,
  { raw = bytes(body), at = now, secrets = [secret], to = url } = {},
) {
  const request = webhookRequest(raw, headers, to);
  return verifyProvider(presetOf({ preset: name }).authentication, request, secrets, at);
}

describe.each(["thinkific", "bamboohr", "klaviyo"] as const)("a webhook of %s", (name) => {
  const sign: Sender = signers[name] ?? (() => ({}));

  it("is believed as its provider signs it, also while the secret is being rotated", () => {
    const headers = sign(now, bytes(body));
    expect(verify(name, headers)).toBe(true);
    expect(verify(name, headers, { secrets: ["newer-secret", secret] })).toBe(true);
  });

  it("is not believed with another body, another secret, no secret, or a header missing", () => {
    const headers = sign(now, bytes(body));
    expect(verify(name, headers, { raw: bytes(`${body} `) })).toBe(false);
    expect(verify(name, headers, { secrets: ["another-secret"] })).toBe(false);
    expect(verify(name, headers, { secrets: [] })).toBe(false);
    for (const header of Object.keys(headers))
      expect(verify(name, { ...headers, [header]: "" }), header).toBe(false);
  });

  it("is judged by its raw bytes, which need not be text", () => {
    const headers = sign(now, Uint8Array.of(0xff));
    expect(verify(name, headers, { raw: Uint8Array.of(0xff) })).toBe(true);
    expect(verify(name, headers, { raw: Uint8Array.of(0xfe) })).toBe(false);
  });

  it("is never believed for an empty secret, which anybody knows", () => {
    const raw = bytes(body);
    const forged: Record<string, string> = {};
    for (const [header, value] of Object.entries(sign(now, raw)))
      forged[header] = header.endsWith("timestamp") ? value : sha256("", raw);
    expect(verify(name, forged, { secrets: [""] })).toBe(false);
  });
});

describe.each(["bamboohr", "klaviyo"] as const)("the time that %s signs", (name) => {
  const headers = signers[name]?.(now, bytes(body)) ?? {};

  it.each([
    [-301_000, false],
    [-300_000, true],
    [300_000, true],
    [301_000, false],
  ])("is believed %i ms from the clock: %s", (offset, expected) => {
    expect(verify(name, headers, { at: now + offset })).toBe(expected);
  });

  it.each(["", "NaN", "now", "99999999999999", "1e9"])("is not believed as %j", (timestamp) => {
    const [timeHeader = "", signatureHeader = ""] = Object.keys(headers);
    const forged = { [timeHeader]: timestamp, [signatureHeader]: sha256(secret, body, timestamp) };
    expect(verify(name, forged)).toBe(false);
  });
});

describe.each(["bamboohr", "klaviyo"] as const)("a time with more around it at %s", (name) => {
  const headers = signers[name]?.(now, bytes(body)) ?? {};
  const [timeHeader = "", signatureHeader = ""] = Object.keys(headers);
  const seconds = String(now / 1_000);
  const written = [seconds, new Date(now).toUTCString(), new Date(now).toISOString()];

  it.each(written.flatMap((time) => [`${time} `, ` ${time}`, `1${time}`, `${time}1`]))(
    "is not believed: %j",
    (timestamp) => {
      const forged = {
        [timeHeader]: timestamp,
        [signatureHeader]: sha256(secret, body, timestamp),
      };
      expect(verify(name, forged)).toBe(false);
    },
  );

  it.each(written)("is believed however it is written: %s", (timestamp) => {
    const signature = sha256(secret, body, timestamp);
    expect(verify(name, { [timeHeader]: timestamp, [signatureHeader]: signature })).toBe(true);
  });
});

describe("Klaviyo's time", () => {
  it.each(["2026-11-22T10:00:00", "2026-11-22T11:00:00+01:00", "2026-11-22T10:00:00.123456Z"])(
    "may be written as %s",
    (timestamp) => {
      const signature = sha256(secret, body, timestamp);
      const headers = { "klaviyo-timestamp": timestamp, "klaviyo-signature": signature };
      expect(verify("klaviyo", headers)).toBe(true);
    },
  );
});

describe("a provider that makes its own Standard Webhooks secret", () => {
  it("is believed as the reference package signs", () => {
    const own = `whsec_${Buffer.from("a key of twenty-four b.").toString("base64")}`;
    const signature = new Webhook(own).sign("msg_1", new Date(now), body);
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(now / 1_000),
      "webhook-signature": signature,
    };
    expect(verify("standard-webhooks", headers, { secrets: [own] })).toBe(true);
    expect(verify("standard-webhooks", {}, { secrets: [own] })).toBe(false);
  });
});

describe.each(["kajabi", "teachable"] as const)("%s, which signs nothing", (name) => {
  it("is believed at its secret address only", () => {
    const secrets = ["Zm9vYmFy-secret"];
    expect(verify(name, {}, { secrets, to: `${url}/Zm9vYmFy-secret` })).toBe(true);
    expect(verify(name, {}, { secrets, to: `${url}/Zm9vYmFy-secret?a=b` })).toBe(true);
    for (const to of [url, `${url}/`, `${url}/Zm9vYmFy`, `${url}/Zm9vYmFy-secret/more`])
      expect(verify(name, {}, { secrets, to }), to).toBe(false);
    expect(verify(name, {}, { secrets: [""], to: `${url}/` })).toBe(false);
  });
});

describe("every preset", () => {
  it.each(Object.entries(presets))("%s names its document and what to set up", (_, preset) => {
    expect(URL.canParse(preset.document)).toBe(true);
    expect(preset.setup).toMatch(/\.$/);
    expect(preset.label).not.toBe("");
  });
});
