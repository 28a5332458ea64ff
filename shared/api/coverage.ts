import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { measureCoverage } from "../flow/measure-coverage.ts";
import { profileNames } from "../flow/profile-names.ts";
import { Instant, iso } from "./instant.ts";
import { route } from "./route.ts";

const People = z.number().int();
const mostPairs = 100;

export const getCoverage = route({
  method: "GET",
  path: "/api/v1/coverage",
  tag: "Programs",
  status: 200,
  summary: "Whom no program addresses, and which owners address the same people",
  input: {
    query: z.object({
      object: ObjectKind.default("contact").meta({
        description: "Contacts are addressed also by what their companies are in.",
      }),
    }),
  },
  output: z.object({
    object: ObjectKind,
    asOf: Instant,
    exact: z.boolean().meta({
      description:
        "False beyond 50,000 profiles or 24 seconds: then a random sample was looked at.",
    }),
    covered: z.number().meta({ description: "The share of all profiles that was looked at." }),
    profiles: People.meta({ description: "That were looked at; all other counts are of these." }),
    addressed: People.meta({ description: "By one running program or more, held out or not." }),
    unaddressed: z.object({
      count: People,
      sample: z.array(z.string()).meta({ description: "Ids of some of them." }),
      names: z
        .record(z.string(), z.string())
        .meta({ description: "Of these, by id, as far as they have one." }),
    }),
    programs: z.array(
      z.object({ programId: z.string(), name: z.string(), owner: z.string(), people: People }),
    ),
    owners: z.array(z.object({ owner: z.string(), people: People })),
    shared: z
      .array(z.object({ owners: z.array(z.string()), people: People }))
      .meta({ description: "Pairs of owners who address the same people, most people first." }),
  }),
  async handle({ query: { object } }, { context, workspaceId }) {
    const { tally, running, covered, asOf } = await measureCoverage(context, workspaceId, object);
    const { profiles, addressed, sample, shared } = tally;
    const names = await profileNames(context.storage, { workspaceId, object }, sample);
    return {
      body: {
        object,
        asOf: iso(asOf),
        exact: covered === 1,
        covered,
        profiles,
        addressed,
        unaddressed: { count: profiles - addressed, sample, names: Object.fromEntries(names) },
        programs: running.map(({ id, name, owner }) => {
          return { programId: id, name, owner, people: tally.programs.get(id) ?? 0 };
        }),
        owners: [...tally.owners].map(([owner, people]) => ({ owner, people })),
        shared: shared.slice(0, mostPairs).map(({ owners, people }) => {
          return { owners: [...owners], people };
        }),
      },
    };
  },
});
