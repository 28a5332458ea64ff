import { z } from "zod";
import { AttributeValue } from "./change.ts";

const attribute = z.string().min(1).meta({ description: "Whose value decides." });
const values = z.array(AttributeValue).min(1).max(20);

/**
 * Who is pushed nowhere and on no list, whatever rules say: those whose attribute has one of some
 * values (`suppressed` is true), or all but those (`marketingConsent` is anything but "granted", or missing).
 */
export const SuppressionLaw = z.union([
  z.strictObject({ attribute, when: values }),
  z.strictObject({ attribute, unless: values }),
]);
export type SuppressionLaw = z.infer<typeof SuppressionLaw>;
