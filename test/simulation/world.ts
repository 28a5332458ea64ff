import { connectorOf } from "../../shared/connectors/registry.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { addConnection } from "../../shared/flow/connect.ts";
import type { FlowContext } from "../../shared/flow/context.ts";
import { createSegment } from "../../shared/flow/define-segment.ts";
import { acceptGrant } from "../../shared/flow/grant-access.ts";
import { RateLimitedError, RetryableError } from "../../shared/runtime/errors.ts";
import { Machine } from "./cloud/machine.ts";
import { SimulatedMuster } from "./cloud/muster.ts";
import { mostReceives } from "./cloud/queue.ts";
import type { Timing } from "./cloud/surroundings.ts";
import { calm, type Faults } from "./faults.ts";
import type { Population } from "./populations.ts";
import { PartnerSystem } from "./sources/partner-system.ts";
import { appSecret, Portal } from "./sources/portal.ts";
import { PortalApi } from "./sources/portal-api.ts";
import { enter, type Internet } from "./virtual-globals.ts";
import { presentPlace, VirtualTime } from "./virtual-time.ts";

const partnerSecret = `whsec_${Buffer.from("a secret of the partner system").toString("base64")}`;

/** A segment that was made, and what it is meant to hold now. */
interface MadeSegment {
  readonly id: string;
  readonly name: string;
  readonly pushedTo: "hubspot-list" | "hubspot-property" | "nowhere";
  population: Population;
  retired: boolean;
}

const placesToPush = ["hubspot-list", "hubspot-list", "hubspot-property", "nowhere"] as const;

/** Muster, two sources and a destination, in virtual time. */
export class World {
  readonly workspaceId = "w";
  readonly time: VirtualTime;
  readonly muster: SimulatedMuster;
  readonly portal: Portal;
  readonly portalApi: PortalApi;
  readonly partner: PartnerSystem;
  readonly segments: MadeSegment[] = [];
  readonly admin: FlowContext;
  connections: { readonly hubspot: string; readonly partner: string } = {
    hubspot: "",
    partner: "",
  };
  faults: Faults = calm;
  /** Whether webhooks of the portal get lost, for sweeps to find what they said. */
  isSwept = false;

  constructor(seed: number, timing?: Timing) {
    this.time = new VirtualTime(seed);
    enter({ time: this.time, internet: this.#internet() });
    const faults = (): Faults => this.faults;
    this.muster = new SimulatedMuster({
      time: this.time,
      faults,
      ...(timing && { timing }),
    });
    const receive = this.muster.receive.bind(this.muster);
    this.portal = new Portal(this.time, faults, receive);
    this.portalApi = new PortalApi(this.portal, this.time, faults);
    this.partner = new PartnerSystem(this.time, faults, receive, () => ({
      connectionId: this.connections.partner,
      secret: partnerSecret,
    }));
    this.admin = this.muster.reliableContext();
    process.env["HUBSPOT_CLIENT_ID"] = "simulated-app";
    process.env["HUBSPOT_CLIENT_SECRET"] = appSecret;
    process.env["QUEUE_DELIVERIES"] = String(mostReceives);
  }

  /** Lets work be done to its end while time passes as it must. */
  async finish<Answer>(work: Promise<Answer>): Promise<Answer> {
    let isDone = false;
    const outcome = work.finally(() => {
      isDone = true;
    });
    outcome.catch(() => undefined);
    while (!isDone) await this.time.runUntil(this.time.elapsed + 5);
    return outcome;
  }

  async connect(): Promise<void> {
    const { workspaceId, admin } = this;
    const asked = {
      workspaceId,
      kind: "hubspot",
      name: "Portal",
      state: "awaiting-grant",
    } as const;
    const hubspot = await this.finish(addConnection(admin, asked));
    this.connections = { hubspot: hubspot.id, partner: "" };
    await this.grantAccess();
    const partner = await this.finish(
      addConnection(admin, {
        workspaceId,
        kind: "webhook",
        name: "Partners",
        state: "connected",
        secrets: [partnerSecret],
      }),
    );
    this.connections = { hubspot: hubspot.id, partner: partner.id };
  }

  /** An admin connects the portal, or connects it again; what waited goes on, all is read. */
  async grantAccess(): Promise<void> {
    const { oauth } = connectorOf("hubspot");
    const { workspaceId, admin, connections } = this;
    const asked = await this.finish(
      admin.storage.connections.get(workspaceId, connections.hubspot),
    );
    if (asked === undefined || oauth === undefined) throw new Error("There is nothing to connect");
    for (;;) {
      const code = this.portalApi.grant();
      const grant = { code, redirectUrl: "https://muster.test/oauth/callback", verifier: "" };
      try {
        await this.finish(acceptGrant(admin, asked, oauth, grant));
        return;
      } catch (error) {
        // The portal is busy, or out: the admin tries again a little later.
        if (!(error instanceof RetryableError || error instanceof RateLimitedError)) throw error;
        await this.time.runUntil(this.time.elapsed + 15_000);
      }
    }
  }

  /** `pushedTo`: nothing, a list of its own in the portal, or the property of its records. */
  async createSegment(
    population: Population,
    pushedTo: MadeSegment["pushedTo"] = this.time.random.pick(placesToPush),
  ): Promise<void> {
    const { workspaceId } = this;
    const name = `${population.name} ${this.segments.length}`;
    const segment: Segment = await this.finish(
      createSegment(this.admin, {
        workspaceId,
        name,
        object: "contact",
        owner: "ann@acme.test",
        rule: population.rule,
      }),
    );
    const { hubspot: connectionId } = this.connections;
    if (pushedTo !== "nowhere")
      await this.finish(bindDestination(this.admin, segment, { kind: pushedTo, connectionId }));
    this.segments.push({ id: segment.id, name, population, pushedTo, retired: false });
  }

  stored(segmentId: string): Promise<Segment | undefined> {
    return this.finish(this.admin.storage.segments.get(this.workspaceId, segmentId));
  }

  #internet(): Internet {
    return async (url, init) => {
      const machine = presentPlace();
      const answer = () =>
        this.portalApi.answer({
          method: init.method ?? "GET",
          path: url.pathname,
          query: url.searchParams,
          token: new Headers(init.headers).get("authorization")?.replace(/^Bearer /, ""),
          body: typeof init.body === "string" ? init.body : "",
        });
      const { status, json, headers } =
        machine instanceof Machine ? await machine.request(answer) : answer();
      const text = JSON.stringify(json);
      return {
        status,
        ok: status < 400,
        headers: new Headers(headers),
        text: async () => text,
      };
    };
  }
}
