import type { Connector } from "../connector.ts";
import { courseTarget } from "./target.ts";

/** A learning system with a small REST interface: enrol by PUT, withdraw by DELETE. */
export const lms: Connector = {
  kind: "lms",
  label: "Learning system",
  versions: [
    { api: "Enrolments 1: PUT and DELETE", document: "https://www.rfc-editor.org/rfc/rfc9110" },
  ],
  key: { ask: "Give the system's access token." },
  targets: [courseTarget],
};
