import type { RequestLimit } from "../../../shared/connectors/connector.ts";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";
import { type Portal, portalId } from "./portal.ts";
import { type PortalCall, type PortalReply, refusal } from "./portal-call.ts";
import { answerOfLists } from "./portal-lists.ts";
import { answerOfRecords } from "./portal-records.ts";

const tokenLivesMs = 30 * 60_000;

/** HubSpot's API as far as Muster calls it, with its limits, its outages and its tokens. */
export class PortalApi {
  readonly #portal: Portal;
  readonly #time: VirtualTime;
  readonly #faults: () => Faults;
  readonly #tokens = new Map<string, number>();
  #issued = 0;
  /** The refresh token that is good; none after the grant was revoked. */
  #grant: string | undefined;
  #code: string | undefined;
  /** Answers 503 to whatever is asked. */
  isOut = false;
  /** How many requests it takes in which span, if it tells. */
  limit: RequestLimit | undefined;
  #taken: number[] = [];
  readonly counts = { calls: 0, limited: 0, exchanges: 0, pushed: 0, changed: 0 };

  constructor(portal: Portal, time: VirtualTime, faults: () => Faults) {
    this.#portal = portal;
    this.#time = time;
    this.#faults = faults;
  }

  /** An admin grants access: the code that is exchanged for tokens. */
  grant(): string {
    this.#grant = `refresh-${this.#issued}`;
    this.#code = `code-${this.#issued}`;
    return this.#code;
  }

  get isRevoked(): boolean {
    return this.#grant === undefined;
  }

  revoke(): void {
    this.#grant = undefined;
    this.#tokens.clear();
  }

  answer(call: PortalCall): PortalReply {
    const { random } = this.#time;
    this.counts.calls += 1;
    if (this.isOut) return refusal(503, "OUTAGE");
    if (call.path === "/oauth/2026-09/token") return this.#exchange(call);
    if (call.path === "/oauth/2026-09/token/introspect")
      return { status: 200, json: { active: true, hub_id: portalId, user: "ann@acme.test" } };
    if (random.chance(this.#faults().limited)) {
      this.counts.limited += 1;
      return refusal(429, "RATE_LIMITS", { policyName: "TEN_SECONDLY_ROLLING" });
    }
    if ((this.#tokens.get(call.token ?? "") ?? 0) <= this.#time.now)
      return refusal(401, "EXPIRED_AUTHENTICATION");
    const isOut = random.chance(this.#faults().outage);
    if (isOut && random.chance(0.5)) return refusal(502, "OUTAGE");
    const reply = this.#withinLimit(() => this.#serve(call));
    return isOut ? refusal(500, "OUTAGE") : reply;
  }

  /** As its answers tell it; whoever asks beyond it is refused. */
  #withinLimit(serve: () => PortalReply): PortalReply {
    if (this.limit === undefined) return serve();
    const { requests, perMs } = this.limit;
    const { elapsed } = this.#time;
    this.#taken = [...this.#taken.filter((at) => at > elapsed - perMs), elapsed];
    const remaining = requests - this.#taken.length;
    const headers = {
      "x-hubspot-ratelimit-max": String(requests),
      "x-hubspot-ratelimit-interval-milliseconds": String(perMs),
      "x-hubspot-ratelimit-remaining": String(Math.max(0, remaining)),
    };
    if (remaining >= 0) return { ...serve(), headers };
    this.counts.limited += 1;
    return refusal(429, "RATE_LIMITS", { policyName: "TEN_SECONDLY_ROLLING" });
  }

  #exchange({ body }: PortalCall): PortalReply {
    this.counts.exchanges += 1;
    const asked = new URLSearchParams(body);
    const isGranted =
      asked.get("code") === this.#code || asked.get("refresh_token") === this.#grant;
    if (this.#grant === undefined || !isGranted)
      return { status: 400, json: { error: "invalid_grant" } };
    const { access } = this.#issue();
    const json = { access_token: access, refresh_token: this.#grant, expires_in: 1_800 };
    return { status: 200, json };
  }

  #issue(): { access: string; expiresAt: number } {
    this.#issued += 1;
    const access = `access-${this.#issued}`;
    const expiresAt = this.#time.now + tokenLivesMs;
    this.#tokens.set(access, expiresAt);
    return { access, expiresAt };
  }

  #serve(call: PortalCall): PortalReply {
    const reply =
      answerOfLists(this.#portal, call, (asked, changed) => {
        this.counts.pushed += asked;
        this.counts.changed += changed;
      }) ?? answerOfRecords(this.#portal, call, this.#time.now);
    if (reply !== undefined) return reply;
    throw new Error(`The model of HubSpot has no ${call.method} ${call.path}`);
  }
}
