import { globSync, readFileSync } from "node:fs";

const vendors = /hubspot|salesforce|thinkific|teachable|klaviyo|activecampaign|partnerstack/i;

/** Rooms that hold nothing vendor-named. */
const rooms = ["functions/**/*.ts", "shared/**/*.ts"];

/** The room where vendors live. */
const connectors = "shared/connectors/";

/** Lines of contracts that name a vendor because the kind of a connection or destination does. */
const exceptions: ReadonlyMap<string, RegExp> = new Map([
  [
    "shared/contracts/connection.ts",
    /^ {2}"(hubspot|salesforce|klaviyo|activecampaign|partnerstack|thinkific|teachable)",$|own account: a HubSpot portal id/,
  ],
  [
    "shared/contracts/destination.ts",
    /^ {2}"(hubspot|salesforce|klaviyo|activecampaign|partnerstack|thinkific|teachable)-[a-z]+"(: "\1")?,$/,
  ],
]);

export interface VendorNames {
  readonly filesRead: number;
  /** As `file:line: text`. */
  readonly found: readonly string[];
}

/** Finds vendor names outside the connectors' room, in names, texts and comments alike. */
export function findVendorNames(root: string): VendorNames {
  const files = globSync(rooms, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith(connectors))
    .sort();
  const found = files.flatMap((file) =>
    readFileSync(`${root}/${file}`, "utf8")
      .split("\n")
      .flatMap((line, index) =>
        vendors.test(line) && exceptions.get(file)?.test(line) !== true
          ? [`${file}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );
  return { filesRead: files.length, found };
}
