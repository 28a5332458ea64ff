import type { Schemas } from "../api/client.ts";

export type Profile = Schemas["Profile"];
