import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAddress } from "../../shared/connectors/outbound.ts";
import { lookupPublic, mayConnect } from "../../shared/connectors/public-address.ts";
import { PermanentError } from "../../shared/runtime/errors.ts";

const allowed = process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"];
beforeEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "";
});
afterEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = allowed ?? "";
});

/**
 * First and last address of what the IANA special-purpose registry calls not globally reachable.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const closed: readonly (readonly [string, string])[] = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "255.255.255.255"],
];

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
const isClosed = (number: number): boolean =>
  closed.some(([first, last]) => numberOf(first) <= number && number <= numberOf(last));
const hex = (number: number): string =>
  `${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`;

/** At the edges of what is closed, inside it, and anywhere. */
const address = fc.oneof(
  fc.nat(2 ** 32 - 1),
  fc
    .tuple(fc.constantFrom(...closed.flat()), fc.integer({ min: -1, max: 1 }))
    .map(([edge, step]) => Math.min(2 ** 32 - 1, Math.max(0, numberOf(edge) + step))),
);

describe("an address of IP version 4", () => {
  it("may be connected to exactly where the registry does not close it", () => {
    fc.assert(
      fc.property(address, (number) => {
        expect(mayConnect(dotted(number)), dotted(number)).toBe(!isClosed(number));
      }),
      { numRuns: 500 },
    );
  });

  it("never is by way of an address of version 6 that carries it", () => {
    const carriers = (number: number): string[] => [
      `::ffff:${dotted(number)}`,
      `::ffff:${hex(number)}`,
      `::ffff:0:${hex(number)}`,
      `::${hex(number)}`,
      `64:ff9b::${hex(number)}`,
      `64:ff9b:1::${hex(number)}`,
      `2002:${hex(number)}::1`,
      `2001:0:1:2:3:4:${hex(number)}`,
    ];
    fc.assert(
      fc.property(address, (number) => {
        for (const carrier of carriers(number)) expect(mayConnect(carrier), carrier).toBe(false);
      }),
    );
  });

  it("is judged in whatever way an address may write it", () => {
    const written = (number: number): string[] => [
      String(number),
      `0x${number.toString(16)}`,
      `0${number.toString(8)}`,
      dotted(number)
        .split(".")
        .map((part) => `0${Number(part).toString(8)}`)
        .join("."),
      dotted(number).replaceAll(".", "%2e"),
      dotted(number).replaceAll(".", "\u3002"),
      `user:secret@${dotted(number)}:8443`,
      `[::ffff:${dotted(number)}]`,
    ];
    fc.assert(
      fc.property(address.filter(isClosed), (number) => {
        for (const host of written(number))
          expect(() => readAddress(`https://${host}/`), host).toThrow(PermanentError);
      }),
    );
  });
});

describe("an address of IP version 6", () => {
  it.each([
    ["2606:4700:4700::1111", true],
    ["2a00:1450:4001::200e", true],
    ["::", false],
    ["::1", false],
    ["100::1", false],
    ["1fff:ffff::1", false],
    ["2001:db8::1", false],
    ["2001:1ff:ffff::", false],
    ["2001:200::1", true],
    ["3fff:fff::1", false],
    ["3fff:1000::1", true],
    ["4000::1", false],
    ["5f00::1", false],
    ["fc00::1", false],
    ["fdff:ffff::1", false],
    ["fe80::1", false],
    ["fe80::1%eth0", false],
    ["fec0::1", false],
    ["ff02::1", false],
  ])("%s may be connected to: %s", (host, expected) => {
    expect(mayConnect(host)).toBe(expected);
  });
});

describe("a name", () => {
  const resolved = (name: string, all: boolean) =>
    new Promise<Error | null>((done) => {
      lookupPublic(name, { all }, (error) => done(error));
    });

  it.each([true, false])(
    "is refused by what it leads to at the moment of connecting (all: %s)",
    async (all) => {
      expect(await resolved("localhost", all)).toBeInstanceOf(PermanentError);
    },
  );

  it("is not judged by how it looks", () => {
    expect(readAddress("https://10.0.0.1.example.test/").hostname).toBe("10.0.0.1.example.test");
    expect(mayConnect("example.test")).toBe(false);
  });

  it.each(["http://example.test/", "file:///etc/passwd", "ftp://example.test/", "javascript:1"])(
    "is no address to send to as %s",
    (url) => {
      expect(() => readAddress(url)).toThrow(PermanentError);
    },
  );
});
