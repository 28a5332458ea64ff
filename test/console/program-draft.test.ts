import { describe, expect, it } from "vitest";
import {
  draftOf,
  emptyDraft,
  localOf,
  newProgramOf,
  type ProgramDraft,
  patchOf,
  scalarOf,
} from "../../console/programs/program-draft.ts";
import { kinds } from "../../console/programs/program-words.ts";
import { NewProgramBody, ProgramPatch } from "../../shared/api/program-schema.ts";

const filled: ProgramDraft = {
  ...emptyDraft,
  name: "Deal desk",
  owner: "Priya Kapoor",
  include: ["seg_1"],
  from: "2026-12-01T09:00",
  until: "2026-12-31T18:30",
  holdoutPercent: 20,
  variants: [
    { name: "A", percent: 50 },
    { name: "B", percent: 50 },
  ],
  outcomes: [{ kind: "behaviour", name: "Came back", within: "P14D", behaviour: "logged_in" }],
  resourceId: "deal-desk",
  product: "seat",
  attribute: "onboarding_status",
  value: "Complete",
  connectionId: "con_1",
  courseId: "recertification",
  certificate: "Sales expert",
  url: "https://acme.test/hook",
  emailSubject: "Welcome",
  emailText: "Hello",
};

const shown = {
  id: "prg_1",
  state: "active",
  objects: ["contact"],
  exclude: [],
  createdAt: "2026-11-22T10:00:00.000Z",
} as const;

describe("what the form of a new program asks of the API", () => {
  it.each(kinds)("is what the API takes: %s", (kind) => {
    const body = newProgramOf({ ...filled, kind });
    expect(NewProgramBody.safeParse(body).error?.issues).toBeUndefined();
    expect(body.kind).toBe(kind);
  });

  it("leaves out what was left empty", () => {
    const body = newProgramOf({ ...emptyDraft, name: "x", owner: "y", include: ["seg_1"] });
    for (const absent of ["from", "until", "description", "holdoutPercent", "variants", "outcomes"])
      expect(body).not.toHaveProperty(absent);
  });

  it.each([
    ["url", "https://acme.test/hook"],
    ["email", { to: "members", subject: "Welcome", text: "Hello" }],
  ] as const)("tells by the chosen channel alone: %s", (channel, value) => {
    const body = newProgramOf({ ...filled, kind: "notification", channel });
    expect(body).toMatchObject({ [channel]: value });
    expect(body).not.toHaveProperty(channel === "url" ? "email" : "url");
  });
});

describe("what the form of an existing program asks of the API", () => {
  it.each(kinds)("is what the API takes: %s", (kind) => {
    const made = newProgramOf({ ...filled, kind });
    const draft = draftOf({ ...shown, objects: ["contact"], ...made });
    const patch = patchOf(draft, shown);
    expect(ProgramPatch.safeParse(patch).error?.issues).toBeUndefined();
    expect(patch).toMatchObject({ name: "Deal desk", include: ["seg_1"] });
    expect("terms" in patch).toBe(kind === "price");
    expect("target" in patch).toBe(kind === "goal");
    expect("resource" in patch).toBe(kind === "grant");
    expect("email" in patch).toBe(kind === "notification");
  });

  it("says who is left out, and the variants, until it starts and no longer", () => {
    const made = newProgramOf(filled);
    const draft = draftOf({ ...shown, objects: ["contact"], ...made });
    const { holdoutPercent, variants } = filled;
    const patch = patchOf(draft, { state: "scheduled" });
    expect(ProgramPatch.safeParse(patch).error?.issues).toBeUndefined();
    expect(patch).toMatchObject({ holdoutPercent, variants });
    const emptied = { ...draft, holdoutPercent: 0, variants: [] };
    expect(patchOf(emptied, { state: "scheduled" })).toMatchObject({
      holdoutPercent: null,
      variants: null,
    });
    for (const absent of ["holdoutPercent", "variants"])
      expect(patchOf(draft, { state: "active" })).not.toHaveProperty(absent);
  });

  it("leaves what an e-mail says as it was, whom to answer included", () => {
    const email = { to: "members", subject: "Hi", text: "Hello", replyTo: "ann@acme.test" };
    const about = { name: "Welcome", owner: "Ann", about: "entering" } as const;
    const draft = draftOf({
      ...shown,
      ...about,
      include: ["seg_1"],
      objects: [],
      exclude: [],
      kind: "notification",
      email,
    });
    expect(patchOf(draft, shown)).toMatchObject({ email });
  });

  it("keeps the window to the minute", () => {
    for (const instant of ["2026-07-01T12:30:00.000Z", "2026-12-31T23:59:00.000Z"])
      expect(new Date(localOf(instant)).toISOString()).toBe(instant);
  });

  it("keeps how a goal is measured, so that only a share is shown in percent", () => {
    const goal = newProgramOf({ ...filled, kind: "goal", measure: "sum", target: 500 });
    expect(draftOf({ ...shown, objects: ["contact"], ...goal })).toMatchObject({
      measure: "sum",
      target: 500,
    });
  });

  it("takes away what was emptied", () => {
    expect(patchOf({ ...filled, from: "", until: "", description: " " }, shown)).toMatchObject({
      from: null,
      until: null,
      description: null,
    });
  });
});

describe("a value as it is typed", () => {
  it.each([
    ["true", true],
    ["false", false],
    ["5", 5],
    ["1.5", 1.5],
    ["Gold", "Gold"],
    ["", ""],
    ["5 stars", "5 stars"],
  ])("%j is %j", (text, value) => {
    expect(scalarOf(text)).toBe(value);
  });
});
