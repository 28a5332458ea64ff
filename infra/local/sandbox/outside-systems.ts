import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { ActiveCampaignAccount } from "./activecampaign-account.ts";
import { activeCampaignRoutes } from "./activecampaign-routes.ts";
import { teachableEvent, thinkificEvent } from "./course-news.ts";
import { CourseSite, type SiteName } from "./course-site.ts";
import type { Facts } from "./database.ts";
import type { Route } from "./http.ts";
import { KlaviyoAccount } from "./klaviyo-account.ts";
import { klaviyoRoutes } from "./klaviyo-routes.ts";
import type { Outbox } from "./outbox.ts";
import { PartnerProgram, partnerProgramRoutes } from "./partner-program.ts";
import { ScimProvider, scimProviderRoutes } from "./scim-provider.ts";
import { teachableRoutes } from "./teachable-routes.ts";
import { thinkificRoutes } from "./thinkific-routes.ts";

/** Keys that open the systems that ask for no consent. */
export interface OutsideKeys {
  readonly klaviyo: string;
  readonly activecampaign: string;
  readonly partnerstack: string;
  readonly thinkific: string;
  readonly teachable: string;
  readonly scim: string;
}

export interface OutsideSystems {
  readonly keys: OutsideKeys;
  readonly klaviyo: KlaviyoAccount;
  readonly activecampaign: ActiveCampaignAccount;
  readonly partnerProgram: PartnerProgram;
  readonly sites: Readonly<Record<SiteName, CourseSite>>;
  readonly directory: ScimProvider;
  readonly routes: readonly Route[];
}

const partnerships = 120;

/**
 * Two tools that send e-mail, a partner program, two that sell courses, and a directory, each
 * known by a key of its own. They take `times` as many requests as their makers say.
 */
export function openOutsideSystems(
  database: DatabaseSync,
  facts: Facts,
  outbox: Outbox,
  times: number,
): OutsideSystems {
  const secret = (name: string) =>
    facts.getOrMake(`key of ${name}`, () => randomBytes(18).toString("base64url"));
  const keys = {
    klaviyo: `pk_${secret("klaviyo")}`,
    activecampaign: secret("activecampaign"),
    partnerstack: `pk_${secret("partnerstack, public")}:sk_${secret("partnerstack, secret")}`,
    thinkific: `sample-academy:${secret("thinkific")}`,
    teachable: secret("teachable"),
    scim: secret("scim"),
  };
  const klaviyo = new KlaviyoAccount(database);
  const activecampaign = new ActiveCampaignAccount(database);
  const partnerProgram = new PartnerProgram(database);
  partnerProgram.populate(partnerships, Date.now());
  const sites = {
    thinkific: new CourseSite(database, "thinkific", (news) =>
      outbox.put("thinkific", [thinkificEvent(news)]),
    ),
    teachable: new CourseSite(database, "teachable", (news) =>
      outbox.put("teachable", [teachableEvent(news)]),
    ),
  };
  const directory = new ScimProvider(database);
  const routes = [
    ...klaviyoRoutes(klaviyo, keys.klaviyo, times),
    ...activeCampaignRoutes(activecampaign, keys.activecampaign, times),
    ...partnerProgramRoutes(partnerProgram, keys.partnerstack),
    ...thinkificRoutes(sites.thinkific, keys.thinkific, times),
    ...teachableRoutes(sites.teachable, keys.teachable, times),
    ...scimProviderRoutes(directory, keys.scim),
    { method: "GET", path: "/sandbox/keys", answer: () => ({ status: 200, json: keys }) } as const,
  ];
  return { keys, klaviyo, activecampaign, partnerProgram, sites, directory, routes };
}
