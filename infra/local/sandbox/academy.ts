import { courses } from "./learning-system.ts";
import type { Outbox } from "./outbox.ts";
import { between, pick, type Random } from "./randomness.ts";
import type { CrmRecord } from "./records.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const courseIds = Object.keys(courses);

const happenings = [
  "course_page_viewed",
  "logged_in",
  "email_opened",
  "assessment_submitted",
] as const;
type Happening = (typeof happenings)[number];

/**
 * The partner academy: it knows the CRM's people under ids of its own, joined by e-mail, and
 * tells what they do through the signed generic webhook.
 */
export class Academy {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * Everybody, and what they did in the last 90 days. Of six people one has been away for 60
   * days, and one is in the middle of a course this week.
   */
  announce(people: readonly CrmRecord[], random: Random, now: number): void {
    const events = people.flatMap((person, index) => {
      const awayDays = index % 6 === 0 ? 61 : 0;
      const past = Array.from({ length: between(random, 1, 6) }, () =>
        behaviour(person, random, now - between(random, awayDays * 24, 90 * 24) * hourMs),
      );
      const reading = Array.from({ length: index % 6 === 1 ? 3 : 0 }, () =>
        behaviour(person, random, now - between(random, 1, 6 * 24) * hourMs, "course_page_viewed"),
      );
      return [enrolledLearner(person, now - 91 * dayMs), ...past, ...reading];
    });
    this.#outbox.put("academy", events);
  }

  /** Somebody does something now. */
  happen(person: CrmRecord, random: Random): object {
    const event = behaviour(person, random, Date.now());
    this.#outbox.put("academy", [event]);
    return event;
  }
}

function learnerId({ id }: CrmRecord): string {
  return `learner-${id}`;
}

function enrolledLearner(person: CrmRecord, at: number): object {
  return {
    type: "profile.changed",
    timestamp: new Date(at).toISOString(),
    data: {
      object: "contact",
      id: learnerId(person),
      email: person.properties["email"],
      attributes: { academyLearner: true },
    },
  };
}

function behaviour(
  person: CrmRecord,
  random: Random,
  at: number,
  name: Happening = pick(random, happenings),
): object {
  const instant = new Date(at).toISOString();
  return {
    type: "behaviour.recorded",
    timestamp: instant,
    data: {
      object: "contact",
      id: learnerId(person),
      name,
      at: instant,
      properties: propertiesOf(name, random),
    },
  };
}

function propertiesOf(name: Happening, random: Random): object {
  const course = courseIds[between(random, 0, courseIds.length - 1)];
  switch (name) {
    case "course_page_viewed":
      return { course, page: between(random, 1, 24) };
    case "logged_in":
      return { device: pick(random, ["desktop", "phone"] as const) };
    case "email_opened":
      return { campaign: pick(random, ["product-news", "recertification"] as const) };
    case "assessment_submitted":
      return { course, score: between(random, 40, 100) };
  }
}
