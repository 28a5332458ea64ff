import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { PermanentError } from "../runtime/errors.ts";

/** Ranges no destination may live in: IANA special-purpose registries (RFC 6890 and updates). */
const notPublicV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Only 2000::/3 is given out; inside it, these carry other addresses or documentation. */
const notPublicV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const refused = new BlockList();
for (const [net, prefix] of notPublicV4) refused.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of notPublicV6) refused.addSubnet(net, prefix, "ipv6");

const unicast = new BlockList();
unicast.addSubnet("2000::", 3, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Set by the local system alone, whose sandbox lives on this machine. */
function loopbackAllowed(): boolean {
  return process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] === "1";
}

/** Whether Muster may connect to an IP address that a customer's address resolved to. */
export function mayConnect(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  if (loopback.check(address, type)) return loopbackAllowed();
  if (refused.check(address, type)) return false;
  return type === "ipv4" || unicast.check(address, type);
}

export function notPublic(host: string): PermanentError {
  return new PermanentError(
    `${host} is not a public address: Muster sends only to addresses on the internet.`,
  );
}

/**
 * Resolves a name and hands on only vetted addresses, so that the socket connects to exactly
 * what was judged: a second answer of the name server cannot slip in between.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const first = addresses?.[0];
    if (error !== null || first === undefined) {
      callback(error ?? new Error(`${hostname} has no address.`), "", 0);
    } else if (!addresses.every(({ address }) => mayConnect(address))) {
      callback(notPublic(hostname), "", 0);
    } else if (options.all === true) {
      callback(null, addresses);
    } else {
      callback(null, first.address, first.family);
    }
  });
};
