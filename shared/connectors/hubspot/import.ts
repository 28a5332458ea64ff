import type { ImportSource } from "../import-source.ts";
import { readCatalogue } from "./import-catalogue.ts";
import { readLeft } from "./import-left.ts";
import { readLinks } from "./import-links.ts";
import { countRecords, readDated, readPage, readRecords } from "./import-page.ts";

/** All contacts and companies of a portal: 11 requests for 1,000 of them. */
export const hubspotImport: ImportSource = {
  objects: ["company", "contact"],
  // Of 100 records each; associations are read of 1,000.
  pagesAtOnce: 10,
  catalogue: readCatalogue,
  total: countRecords,
  page: readPage,
  links: readLinks,
  records: readRecords,
  dated: readDated,
  leftAtOnce: 100,
  left: readLeft,
};
