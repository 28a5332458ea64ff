import { beforeAll, describe, expect, it, vi } from "vitest";
import { sampleSegments } from "../../../infra/local/sandbox/sample-segments.ts";
import type { Change, ObjectKind } from "../../../shared/contracts/change.ts";
import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../../shared/segmentation/parse/parse-rule.ts";
import type { Behaviour, Value } from "../../../shared/segmentation/record.ts";
import { contactRules } from "../../segmentation/records.ts";
import { musterSurface } from "./sandbox-muster.ts";
import { runSandbox } from "./sandbox-run.ts";

interface Person {
  readonly id: string;
  readonly object: ObjectKind;
  readonly attributes: Map<string, Value>;
  readonly behaviours: Map<string, Behaviour[]>;
  readonly companies: Person[];
  readonly contacts: Person[];
  /** By name, which the sample's rules know segments by. */
  readonly segments: Set<string>;
}

/** Everything the sandbox announces, joined by e-mail as Muster joins it. */
async function announced(): Promise<Person[]> {
  await using muster = await musterSurface();
  await using sandbox = await runSandbox({ musterUrl: muster.url });
  await sandbox.seed();
  await vi.waitFor(
    async () => {
      const response = await fetch(`${sandbox.url}/sandbox/outbox`);
      expect(await response.json()).toEqual({ size: 0 });
    },
    { timeout: 50_000, interval: 20 },
  );
  const people = new Map<string, Person>();
  for (const change of muster.changes) apply(people, change);
  const learners = [...people.values()].filter(({ id }) => id.startsWith("learner-"));
  for (const learner of learners) {
    const email = learner.attributes.get("email");
    const person = [...people.values()].find(
      (other) => other !== learner && other.attributes.get("email") === email,
    );
    for (const [name, value] of learner.attributes) person?.attributes.set(name, value);
    for (const [name, list] of learner.behaviours) person?.behaviours.set(name, list);
    people.delete(`contact ${learner.id}`);
  }
  return [...people.values()];
}

function apply(people: Map<string, Person>, { object, recordId: id, body }: Change): void {
  const key = `${object} ${id}`;
  const person = people.get(key) ?? newPerson(id, object);
  people.set(key, person);
  if (body.kind === "attributes") {
    for (const [name, value] of Object.entries(body.values)) {
      if (value !== null) person.attributes.set(name, value);
    }
  }
  if (body.kind === "behaviour") {
    const { name, happenedAt: at, properties } = body;
    const list = person.behaviours.get(name) ?? [];
    person.behaviours.set(name, [...list, { name, at, properties }]);
  }
  if (body.kind === "association") {
    const company =
      people.get(`company ${body.to.recordId}`) ?? newPerson(body.to.recordId, "company");
    people.set(`company ${body.to.recordId}`, company);
    person.companies.push(company);
    company.contacts.push(person);
  }
}

function newPerson(id: string, object: ObjectKind): Person {
  const lists = { companies: [], contacts: [], segments: new Set<string>() };
  return { id, object, attributes: new Map(), behaviours: new Map(), ...lists };
}

describe("the sample segments", () => {
  let people: Person[] = [];
  beforeAll(async () => {
    people = await announced();
  });

  it("are about 60 companies and 600 people, each known once", () => {
    expect(people.filter(({ object }) => object === "company")).toHaveLength(60);
    expect(people.filter(({ object }) => object === "contact")).toHaveLength(600);
  });

  it.each(sampleSegments)("$name has members, though never everybody", ({ rule, object, name }) => {
    const context = { ...contactRules(), object };
    const parsed = parseRule(rule, context);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { evaluate } = compileRule(parsed.rule, context);
    const population = people.filter((person) => person.object === object);
    const members = population.filter((person) => evaluate(person, Date.now()) === true);
    for (const member of members) member.segments.add(name);
    const share = members.length / population.length;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.75);
  });
});
