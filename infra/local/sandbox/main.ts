import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type RunningSandbox, startSandbox } from "./sandbox.ts";
import { say } from "./say.ts";

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535),
  MUSTER_URL: z.url().transform((url) => url.replace(/\/+$/, "")),
  MUSTER_TOKEN: z.string().min(1),
  MUSTER_BUS_URL: z.url().optional(),
  HUBSPOT_CLIENT_ID: z.string().min(1),
  HUBSPOT_CLIENT_SECRET: z.string().min(1),
  MUSTER_DATA: z.string().default(".muster"),
  SANDBOX_PERIOD_MS: z.coerce.number().int().min(0).default(4_000),
  SANDBOX_RATE_LIMIT: z.coerce.number().int().min(1).default(110),
  /** A portal of another size than the sample's: so many companies … */
  SANDBOX_COMPANIES: z.coerce.number().int().min(1).max(30_000).optional(),
  /** … with so many contacts each. */
  SANDBOX_CONTACTS_EACH: z.coerce.number().int().min(1).default(25),
});

const environment = Environment.parse(process.env);
const sandbox = await startSandbox({
  port: environment.SANDBOX_PORT,
  musterUrl: environment.MUSTER_URL,
  musterToken: environment.MUSTER_TOKEN,
  ...(environment.MUSTER_BUS_URL === undefined ? {} : { busUrl: environment.MUSTER_BUS_URL }),
  app: {
    clientId: environment.HUBSPOT_CLIENT_ID,
    clientSecret: environment.HUBSPOT_CLIENT_SECRET,
  },
  database: resolve(environment.MUSTER_DATA, "sandbox.sqlite"),
  periodMs: environment.SANDBOX_PERIOD_MS,
  rateLimit: environment.SANDBOX_RATE_LIMIT,
  ...(environment.SANDBOX_COMPANIES === undefined
    ? {}
    : {
        population: {
          companies: environment.SANDBOX_COMPANIES,
          contactsEach: environment.SANDBOX_CONTACTS_EACH,
        },
      }),
});
say("info", "The sandbox CRM answers.", { url: sandbox.url });

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
// A parent that was killed cannot say goodbye; its channel closes all the same.
process.once("disconnect", () => void leave());

await seedPatiently(sandbox);

async function seedPatiently({ seed }: RunningSandbox): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await seed();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say("warn", "The sample workspace could not be set up yet.", { reason });
      await wait(Math.min(30_000, 1_000 * 2 ** failures));
    }
  }
}

async function leave(): Promise<void> {
  await sandbox.close();
  process.exit(0);
}
