import { z } from "zod";
import { ObjectKind } from "./change.ts";
import { Outcome } from "./outcome.ts";

/** What a portal shows or allows, all of it gated alike. */
export const resourceTypes = [
  "portal-tab",
  "portal-page",
  "asset",
  "folder",
  "announcement",
  "quote-creation",
  "profile-editing",
  "deal-coach",
  "collaboration",
  "invitation",
  "report",
  "dashboard",
] as const;

export const Resource = z.strictObject({
  type: z.enum(resourceTypes, { error: `Use one of ${resourceTypes.join(", ")}.` }),
  id: z.string().trim().min(1, "Give its id at the portal.").max(200),
});
export type Resource = z.infer<typeof Resource>;

/** What a product costs: so much less than the list says, or a price of its own. */
export const PriceTerms = z.union(
  [
    z.strictObject({ discountPercent: z.number().min(0).max(100) }),
    z.strictObject({ price: z.number().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }),
  ],
  { error: "Give a discountPercent of 0 to 100, or a price and its ISO 4217 currency." },
);
export type PriceTerms = z.infer<typeof PriceTerms>;

export const Measure = z.discriminatedUnion("function", [
  z.strictObject({ function: z.literal("count") }),
  z.strictObject({ function: z.enum(["sum", "average"]), attribute: z.string().min(1) }),
  z.strictObject({
    function: z.literal("rate").meta({ description: "The share, 0 to 1, that has the value." }),
    attribute: z.string().min(1),
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
]);
export type Measure = z.infer<typeof Measure>;

const happenings = ["entered", "exited", "exit-approaching"] as const;
const Address = z.string().meta({ description: "Where signed webhooks are sent." });

/** Whom an e-mail goes to, and what it says, with `{{…}}` where something of the occasion stands. */
export const Email = z.strictObject({
  to: z
    .union([z.literal("members"), z.literal("owner"), z.email()], {
      error: 'Use "members", "owner" or an e-mail address.',
    })
    .meta({
      description:
        "`members`: each person whom the program tells something, under their own address. `owner`: the program's, given as Name <address>.",
    }),
  subject: z.string().trim().min(1, "Give it a subject.").max(200, "At most 200 characters."),
  text: z.string().trim().min(1, "Write what it says.").max(10_000, "At most 10,000 characters."),
  replyTo: z.email("Give an e-mail address.").optional(),
});
export type Email = z.infer<typeof Email>;

/** Per kind: what a program does beyond who it is for. */
export const effects = {
  grant: { kind: z.literal("grant"), resource: Resource },
  price: {
    kind: z.literal("price"),
    product: z.string().trim().min(1).max(200),
    terms: PriceTerms,
    precedence: z.number().int().min(0).max(1_000_000).meta({
      description: "Of several rules for one product that match, the highest counts.",
    }),
  },
  goal: {
    kind: z.literal("goal"),
    measure: Measure,
    target: z.number(),
    unit: z.string().max(40).optional(),
  },
  course: {
    kind: z.literal("course"),
    connectionId: z.string(),
    courseId: z.string().trim().min(1),
    onExit: z.enum(["withdraw", "keep"]),
  },
  certificate: {
    kind: z.literal("certificate"),
    certificate: z.string().trim().min(1).max(200),
    validFor: z.string().optional().meta({ description: "An ISO 8601 duration, such as P1Y." }),
    onExit: z.enum(["revoke", "keep"]),
  },
  notification: {
    kind: z.literal("notification"),
    about: z.enum(["entering", "deals"]).meta({
      description: "Who enters, or deals: then only who collaborates on the deal is told.",
    }),
    url: Address.optional(),
    email: Email.optional().meta({ description: "Instead of `url`: it is told by e-mail." }),
  },
  automation: {
    kind: z.literal("automation"),
    url: Address,
    on: z.array(z.enum(happenings)).min(1).meta({
      description:
        "`exit-approaching`: at the `exitLeads` of each segment it includes, before a member leaves that.",
    }),
  },
} as const;

export const Variant = z.strictObject({
  name: z.string().min(1).max(60),
  percent: z.number().positive(),
});

/** Who a program is for, and who answers for it. */
const audience = {
  name: z.string(),
  owner: z.string(),
  description: z.string().optional(),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  /** Milliseconds since the epoch: from the first on, before the second. */
  from: z.number().optional(),
  until: z.number().optional(),
  /** So many percent of its audience are left out, by a stable hash of program and profile. */
  holdoutPercent: z.number().optional(),
  /** Parts of the others, in percent. */
  variants: z.array(Variant).optional(),
  /** By what it is seen whether it does what it is for. */
  outcomes: z.array(Outcome).optional(),
};

const stored = {
  workspaceId: z.string(),
  /** Of a program that acts on entering and leaving, also the id of its own segment. */
  id: z.string(),
  ...audience,
  /** `scheduled`: waits for `from` to have its segment made. */
  state: z.enum(["scheduled", "active", "ended"]),
  /** Kinds of profiles that its segments hold; one that acts on entering and leaving has one. */
  objects: z.array(ObjectKind),
  createdAt: z.number(),
  /** When somebody ended it, or its window did, or its start failed. */
  endedAt: z.number().optional(),
  /** Why it could not start; then it has ended. */
  problem: z.string().optional(),
  /** Grows with each write; the ETag. */
  revision: z.number(),
};

const Effect = z.discriminatedUnion("kind", [
  z.object(effects.grant),
  z.object(effects.price),
  z.object(effects.goal),
  z.object(effects.course),
  z.object(effects.certificate),
  z.object(effects.notification),
  z.object(effects.automation),
]);

/** A shape that every kind of program has, with what its own kind adds. */
export function withEffect<Shape extends z.ZodObject>(shape: Shape) {
  return z.intersection(shape, Effect);
}

/** What segments drive. */
export const Program = withEffect(z.object(stored));
export type Program = z.infer<typeof Program>;
export type ProgramOf<Kind extends Program["kind"]> = Extract<Program, { readonly kind: Kind }>;

/** Ids of programs begin so, and with them those of their own segments. */
export const programPrefix = "prg_";
