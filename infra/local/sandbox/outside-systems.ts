import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { ActiveCampaignAccount } from "./activecampaign-account.ts";
import { activeCampaignRoutes } from "./activecampaign-routes.ts";
import type { Facts } from "./database.ts";
import type { Route } from "./http.ts";
import { KlaviyoAccount } from "./klaviyo-account.ts";
import { klaviyoRoutes } from "./klaviyo-routes.ts";
import { PartnerProgram, partnerProgramRoutes } from "./partner-program.ts";

/** Keys that open the systems that ask for no consent. */
export interface OutsideKeys {
  readonly klaviyo: string;
  readonly activecampaign: string;
  readonly partnerstack: string;
}

export interface OutsideSystems {
  readonly keys: OutsideKeys;
  readonly klaviyo: KlaviyoAccount;
  readonly activecampaign: ActiveCampaignAccount;
  readonly partnerProgram: PartnerProgram;
  readonly routes: readonly Route[];
}

const partnerships = 120;

/**
 * Two tools that send e-mail and a partner program, each known by a key of its own. They take
 * `times` as many requests as their makers say.
 */
export function openOutsideSystems(
  database: DatabaseSync,
  facts: Facts,
  times: number,
): OutsideSystems {
  const secret = (name: string) =>
    facts.getOrMake(`key of ${name}`, () => randomBytes(18).toString("base64url"));
  const keys = {
    klaviyo: `pk_${secret("klaviyo")}`,
    activecampaign: secret("activecampaign"),
    partnerstack: `pk_${secret("partnerstack, public")}:sk_${secret("partnerstack, secret")}`,
  };
  const klaviyo = new KlaviyoAccount(database);
  const activecampaign = new ActiveCampaignAccount(database);
  const partnerProgram = new PartnerProgram(database);
  partnerProgram.populate(partnerships, Date.now());
  const routes = [
    ...klaviyoRoutes(klaviyo, keys.klaviyo, times),
    ...activeCampaignRoutes(activecampaign, keys.activecampaign, times),
    ...partnerProgramRoutes(partnerProgram, keys.partnerstack),
    { method: "GET", path: "/sandbox/keys", answer: () => ({ status: 200, json: keys }) } as const,
  ];
  return { keys, klaviyo, activecampaign, partnerProgram, routes };
}
