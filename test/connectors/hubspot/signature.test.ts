import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyHubSpot } from "../../../shared/connectors/hubspot/signature.ts";
import { bytes, now, webhookRequest } from "../samples.ts";

const secret = "client-secret";
const address = "https://muster.test/hooks/hubspot";
const body = '[{"propertyValue":"Gøld"}]';

/** As HubSpot's own SDK signs; `signedUrl` is the address after HubSpot's decoding. */
function signed(given: { at?: number | string; url?: string; signedUrl?: string; key?: string }) {
  const { at = now, url = address, signedUrl = url, key = secret } = given;
  const timestamp = Number(at);
  const options = {
    clientSecret: key,
    url: signedUrl,
    requestBody: body,
    timestamp,
    signature: "",
  };
  const headers = {
    "x-hubspot-signature-v3": Signature.getSignature("POST", "v3", options),
    "x-hubspot-request-timestamp": String(at),
  };
  return webhookRequest(bytes(body), headers, url);
}

describe("HubSpot's signature v3", () => {
  it("is accepted as the SDK makes it", () => {
    expect(verifyHubSpot(signed({}), [secret], now)).toBe(true);
  });

  it("is accepted with any of several client secrets, and with none refused", () => {
    expect(verifyHubSpot(signed({}), ["older", secret], now)).toBe(true);
    expect(verifyHubSpot(signed({}), ["older"], now)).toBe(false);
    expect(verifyHubSpot(signed({ key: "" }), [""], now)).toBe(false);
    expect(verifyHubSpot(signed({}), [], now)).toBe(false);
  });

  it.each([
    [-300_001, false],
    [-300_000, true],
    [300_000, true],
    [300_001, false],
    [86_400_000, false],
  ])("dated %i ms from the clock: %s", (offset, expected) => {
    expect(verifyHubSpot(signed({ at: now + offset }), [secret], now)).toBe(expected);
  });

  it.each(["NaN", "", "1e12", "-1", "Infinity"])("is refused with the timestamp %j", (at) => {
    expect(verifyHubSpot(signed({ at }), [secret], now)).toBe(false);
  });

  it.each(["x-hubspot-signature-v3", "x-hubspot-request-timestamp"])(
    "is refused without %s",
    (header) => {
      const genuine = signed({});
      const { [header]: _left, ...headers } = genuine.headers;
      expect(verifyHubSpot({ ...genuine, headers }, [secret], now)).toBe(false);
    },
  );

  it("is refused, not stumbled over, where it has another length", () => {
    const genuine = signed({});
    for (const signature of ["", "A", `${genuine.headers["x-hubspot-signature-v3"]}A`]) {
      const headers = { ...genuine.headers, "x-hubspot-signature-v3": signature };
      expect(verifyHubSpot({ ...genuine, headers }, [secret], now)).toBe(false);
    }
  });

  it.each([`1${now}000`, `${now}x`, `x${now}`])("is refused with the timestamp %j", (at) => {
    const genuine = signed({});
    const headers = { ...genuine.headers, "x-hubspot-request-timestamp": at };
    expect(verifyHubSpot({ ...genuine, headers }, [secret], now)).toBe(false);
  });

  it("covers the address after decoding the listed escapes and no others", () => {
    const url = `${address}?next=a%2Fb%3f%40&name=%C3%B8%20x%26`;
    const signedUrl = `${address}?next=a/b?@&name=%C3%B8%20x%26`;
    expect(verifyHubSpot(signed({ url, signedUrl }), [secret], now)).toBe(true);
    expect(verifyHubSpot(signed({ url, signedUrl: decodeURI(url) }), [secret], now)).toBe(false);
  });

  it("belongs to one address", () => {
    const elsewhere = { ...signed({}), url: `${address}/` };
    expect(verifyHubSpot(elsewhere, [secret], now)).toBe(false);
  });

  it("breaks with any byte of the body", () => {
    const genuine = signed({});
    fc.assert(
      fc.property(fc.nat(genuine.body.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = genuine.body.map((byte, i) => (i === at ? byte ^ flip : byte));
        return !verifyHubSpot({ ...genuine, body: changed }, [secret], now);
      }),
    );
  });
});
