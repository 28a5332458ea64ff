import { z } from "zod";
import type { Facts } from "./database.ts";
import type { MusterClient } from "./muster-client.ts";
import type { OutsideKeys } from "./outside-systems.ts";

/** A group of the sample's directory that an admin made. */
export const academyGroup = { id: "renewal-class", name: "Renewal class" } as const;

const Known = z.object({ id: z.string(), name: z.string(), state: z.string() });
const Made = z.object({ id: z.string() });
const NewWebhook = z.object({ id: z.string(), url: z.string() });

interface CourseSystems {
  readonly muster: MusterClient;
  readonly facts: Facts;
  /** Where the sandbox answers. */
  readonly url: string;
  readonly keys: Pick<OutsideKeys, "thinkific" | "teachable" | "scim">;
}

/** Connects what teaches, and has it tell what learners do; what is connected already is kept. */
export async function connectCourses({ muster, facts, url, keys }: CourseSystems) {
  const known = await muster.list("/api/v1/connections", Known);
  const byName = (name: string) =>
    known.find((each) => each.name === name && each.state === "connected")?.id;
  const connect = async (kind: string, name: string, secret: string, path: string) => {
    const body = { kind, name, secret, baseUrl: url + path };
    return byName(name) ?? (await muster.post("/api/v1/connections", body, Made)).id;
  };
  const listen = async (preset: string, name: string, more: object) => {
    if (byName(name) !== undefined && facts.get(`${preset}Url`) !== undefined) return;
    const body = { kind: "webhook", name, preset, ...more };
    const made = await muster.post("/api/v1/connections", body, NewWebhook);
    facts.set(`${preset}Url`, new URL(made.url, muster.url).href);
  };
  const [, apiKey = ""] = keys.thinkific.split(":");
  facts.set("thinkificKey", apiKey);
  await listen("thinkific", "Sample Thinkific, learners", { secret: apiKey });
  await listen("teachable", "Sample Teachable, learners", {});
  return {
    thinkific: await connect("thinkific", "Sample Thinkific", keys.thinkific, "/thinkific"),
    teachable: await connect("teachable", "Sample Teachable", keys.teachable, "/teachable"),
    scim: await connect("scim", "Sample directory", keys.scim, "/scim-directory"),
  };
}
