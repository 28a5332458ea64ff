import { describe, expect, it } from "vitest";
import type { Award, Certificate } from "../../shared/contracts/certificate.ts";
import type { ProgramOf } from "../../shared/contracts/program.ts";
import { awardAfter, happeningOf, stateOf, type Turn } from "../../shared/programs/certificates.ts";
import { Random, seedOf } from "../segmentation/random.ts";

const start = Date.parse("2026-11-22T10:00:00Z");
const hourMs = 3_600_000;

function program(more: Partial<ProgramOf<"certificate">> = {}): ProgramOf<"certificate"> {
  return {
    workspaceId: "w",
    id: "prg_1",
    name: "Sales expert",
    owner: "Ann",
    include: ["seg_1"],
    exclude: [],
    objects: ["contact"],
    state: "active",
    createdAt: start,
    revision: 1,
    kind: "certificate",
    certificate: "Sales expert",
    onExit: "revoke",
    ...more,
  };
}

function turn(revision: number, entered: boolean, at = start + revision * hourMs): Turn {
  return { workspaceId: "w", profileId: "p", object: "contact", entered, at, revision };
}

/** Takes the turns in as they come; ids count up. */
function awarded(of: ProgramOf<"certificate">, turns: readonly Turn[]): Award {
  let issued = 0;
  const newId = () => `crt_${(issued += 1)}`;
  let known: Award | undefined;
  for (const each of turns) known = awardAfter(known, of, each, newId);
  if (known === undefined) throw new Error("There was no turn.");
  return known;
}

function after(of: ProgramOf<"certificate">, turns: readonly Turn[]): Certificate | undefined {
  return awarded(of, turns).certificate;
}

describe("a certificate", () => {
  it("is awarded on entering, with its expiry by the calendar", () => {
    const leapDay = Date.parse("2028-02-29T08:00:00Z");
    const held = after(program({ validFor: "P1Y" }), [turn(1, true, leapDay)]);
    expect(held).toMatchObject({ id: "crt_1", issuedAt: leapDay });
    expect(held?.expiresAt).toBe(Date.parse("2029-02-28T08:00:00Z"));
  });

  it("is revoked on leaving, or kept, as its program says", () => {
    const turns = [turn(1, true), turn(2, false)];
    expect(after(program(), turns)).toMatchObject({ revokedAt: start + 2 * hourMs });
    expect(after(program({ onExit: "keep" }), turns)?.revokedAt).toBeUndefined();
  });

  it("is another one for who returns after a revocation, and the same for who kept it", () => {
    const turns = [turn(1, true), turn(2, false), turn(3, true)];
    expect(after(program(), turns)).toMatchObject({ id: "crt_2", issuedAt: start + 3 * hourMs });
    expect(after(program({ onExit: "keep" }), turns)).toMatchObject({ id: "crt_1" });
  });

  it("is valid up to its expiry and not at it; what has expired is not revoked afterwards", () => {
    const of = program({ validFor: "PT2H" });
    const held = after(of, [turn(1, true)]);
    expect(held && stateOf(held, start + 3 * hourMs - 1)).toBe("valid");
    expect(held && stateOf(held, start + 3 * hourMs)).toBe("expired");
    expect(after(of, [turn(1, true), turn(9, false)])?.revokedAt).toBeUndefined();
    expect(after(of, [turn(1, true), turn(9, true)])).toMatchObject({ id: "crt_2" });
  });

  it("is told of again when the same turn comes again, and not when an older one does", () => {
    const [entered, left] = [turn(1, true), turn(2, false)];
    const revoked = awarded(program(), [entered, left]);
    expect(happeningOf(revoked, left)).toBe("revoked");
    expect(happeningOf(revoked, entered)).toBeUndefined();
  });

  it("is valid exactly if the newest turn was an entering, in whatever order turns arrive and however often", () => {
    const random = new Random(seedOf("certificates"));
    for (let run = 0; run < 2_000; run += 1) {
      // Turns of one membership alternate.
      const turns = Array.from({ length: 1 + random.below(6) }, (_, at) =>
        turn(at + 1, at % 2 === 0),
      );
      const heard = [...turns, ...turns.filter(() => random.chance(0.5))]
        .map((each) => ({ each, place: random.next() }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ each }) => each);
      const held = after(program(), heard);
      const isValid = held !== undefined && stateOf(held, start + 100 * hourMs) === "valid";
      expect(isValid, JSON.stringify(heard)).toBe(turns.at(-1)?.entered);
    }
  });
});
