import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { publishedSpec } from "./published-specs.ts";

const Subscription = z.object({ subscriptionType: z.string() });
const Webhooks = z.object({
  config: z.object({
    subscriptions: z.object({
      crmObjects: z.array(Subscription),
      hubEvents: z.array(Subscription),
    }),
  }),
});
const Description = z.object({
  components: z.object({
    schemas: z.object({
      SubscriptionCreateRequest: z.object({
        properties: z.object({ eventType: z.object({ enum: z.array(z.string()) }) }),
      }),
    }),
  }),
});

it("subscribes the HubSpot app to types of events that HubSpot has", () => {
  const file = "../../infra/install/hubspot/src/app/webhooks/webhooks-hsmeta.json";
  const { config } = Webhooks.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")),
  );
  const { components } = Description.parse(publishedSpec("hubspot/webhooks.2026-09.json"));
  const published = components.schemas.SubscriptionCreateRequest.properties.eventType.enum;
  const { crmObjects, hubEvents } = config.subscriptions;
  for (const { subscriptionType } of [...crmObjects, ...hubEvents])
    expect(published).toContain(subscriptionType);
});
