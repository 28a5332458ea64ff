import { z } from "zod";
import { type Muster, type SegmentAnswer, type WebhookConnection } from "../system/running.ts";

const Made = z.object({ id: z.string(), secret: z.string().optional() });
const Grants = z.object({
  grants: z.array(z.object({ type: z.string(), id: z.string() })),
  prices: z.array(z.object({ product: z.string(), terms: z.unknown(), reason: z.string() })),
  courses: z.array(z.object({ courseId: z.string() })),
  goals: z.array(z.object({ target: z.number() })),
});
export type GrantsAnswer = z.infer<typeof Grants>;
type Values = Readonly<Record<string, string | number | boolean>>;

/** A partner portal over a running system: it tells what its CRM says, and asks what it may show. */
export class Portal {
  readonly muster: Muster;
  readonly #crm: WebhookConnection;

  constructor(muster: Muster, crm: WebhookConnection) {
    this.muster = muster;
    this.#crm = crm;
  }

  get connectionId(): string {
    return this.#crm.id;
  }

  /** Companies with their people, and what each is. */
  async partner(
    id: string,
    values: Values,
    people: Readonly<Record<string, Values>>,
  ): Promise<void> {
    const said = Object.entries(people).flatMap(([person, attributes]) => [
      changed("contact", person, { email: `${person}@acme.test`, ...attributes }),
      worksAt(person, id),
    ]);
    await this.#say(changed("company", id, values), ...said);
  }

  async becomes(object: "contact" | "company", id: string, values: Values): Promise<void> {
    await this.#say(changed(object, id, values));
  }

  segment(name: string, object: "contact" | "company", rule: unknown): Promise<SegmentAnswer> {
    return this.muster.segment(name, rule, object);
  }

  async program(name: string, include: readonly SegmentAnswer[], effect: object) {
    const body = { name, owner: "Priya", include: include.map(({ id }) => id), ...effect };
    return Made.parse(await this.post("/api/v1/programs", body));
  }

  async post(path: string, body: object): Promise<unknown> {
    const answer = await this.muster.call("POST", path, body);
    if (answer.ok) return answer.json();
    throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  }

  async idOf(person: string): Promise<string> {
    const profile = await this.muster.read(`/api/v1/profiles?key=${this.#crm.id}:${person}`);
    return z.object({ id: z.string() }).parse(profile).id;
  }

  async grants(person: string): Promise<GrantsAnswer> {
    return Grants.parse(
      await this.muster.read(`/api/v1/profiles/${await this.idOf(person)}/grants`),
    );
  }

  /** As `portal-tab:deals`, in order. */
  async shown(person: string): Promise<string[]> {
    const { grants } = await this.grants(person);
    return grants.map(({ type, id }) => `${type}:${id}`).sort();
  }

  /** Waits until somebody is shown exactly this. */
  async shows(person: string, wanted: readonly string[]): Promise<void> {
    await this.muster.until(async () => {
      const shown = await this.shown(person);
      return JSON.stringify(shown) === JSON.stringify([...wanted].sort()) ? true : undefined;
    });
  }

  async #say(...events: readonly object[]): Promise<void> {
    const answer = await this.muster.send(this.#crm, events);
    if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}`);
  }
}

function changed(object: "contact" | "company", id: string, attributes: Values): object {
  const timestamp = new Date().toISOString();
  const { email, ...others } = attributes;
  const address = email === undefined ? {} : { email };
  return {
    type: "profile.changed",
    timestamp,
    data: { object, id, ...address, attributes: others },
  };
}

function worksAt(person: string, companyId: string): object {
  return {
    type: "association.changed",
    timestamp: new Date().toISOString(),
    data: {
      from: { object: "contact", id: person },
      to: { object: "company", id: companyId },
      removed: false,
    },
  };
}
