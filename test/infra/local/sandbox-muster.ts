import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { definitions } from "../../../infra/local/sandbox/property-definitions.ts";
import type { OAuthTokens } from "../../../shared/connectors/connector.ts";
import { hubspot } from "../../../shared/connectors/hubspot/connector.ts";
import {
  propertyTypeKey,
  propertyTypeOf,
} from "../../../shared/connectors/hubspot/property-value.ts";
import { webhook } from "../../../shared/connectors/webhook/connector.ts";
import type { Change } from "../../../shared/contracts/change.ts";
import { pkce } from "../../connectors/pkce.ts";
import {
  type RecordedRequest,
  type RecordingServer,
  type Reply,
  recordingServer,
} from "../../connectors/recording-server.ts";

/** A connection, a segment or a destination to make, as far as it matters here. */
const Posted = z.looseObject({ kind: z.string().default(""), name: z.string().default("") });

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What the sandbox needs of Muster: the public surface, with the real connectors behind it. */
interface MusterSurface extends RecordingServer {
  readonly connections: (Named & { readonly kind: string; state: string })[];
  readonly segments: (Named & { readonly rule: unknown })[];
  readonly programs: Named[];
  readonly destinations: { readonly segmentId: string; readonly kind: string }[];
  readonly changes: Change[];
  readonly refused: string[];
  tokens: OAuthTokens | undefined;
  /** While true, webhooks are answered 500. */
  failing: boolean;
}

const clientSecret = "sandbox-secret";

/** As the connector would have read them from the sandbox's properties API. */
const propertyTypes = Object.fromEntries(
  (
    [
      ["contact", "contacts"],
      ["company", "companies"],
    ] as const
  ).flatMap(([object, type]) =>
    definitions[type].map((definition) => [
      propertyTypeKey(object, definition.name),
      propertyTypeOf(definition.type, definition.fieldType),
    ]),
  ),
);

export async function musterSurface(): Promise<MusterSurface> {
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const server = await recordingServer((request) => {
    const at = new URL(request.path, server.url);
    if (request.method === "POST" && at.pathname.startsWith("/hooks/")) return hook(request, at);
    if (at.pathname === "/health") return { status: 200, json: { status: "ok" } };
    if (at.pathname === "/oauth/hubspot/callback") return grant(at);
    if (request.headers.authorization !== "Bearer token") return { status: 401, json: {} };
    return request.method === "GET"
      ? listed(at)
      : posted(at, Posted.parse(JSON.parse(request.body)));
  });
  const state: MusterSurface = {
    ...server,
    connections: [],
    segments: [],
    programs: [],
    destinations: [],
    changes: [],
    refused: [],
    tokens: undefined,
    failing: false,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };

  function grant(at: URL): Reply {
    const code = at.searchParams.get("code") ?? "";
    const waiting = state.connections.find(({ id }) => id === at.searchParams.get("state"));
    if (waiting === undefined) return { status: 400, json: {} };
    waiting.state = "connected";
    void hubspot.oauth?.exchange(code, callbackUrl(), pkce.verifier).then((tokens) => {
      state.tokens = tokens;
    });
    return { status: 302, headers: { location: "/" } };
  }

  function callbackUrl(): string {
    return `${server.url}/oauth/hubspot/callback`;
  }

  function listed({ pathname }: URL): Reply {
    const segmentId = pathname.split("/")[4];
    const items = pathname.endsWith("/destinations")
      ? state.destinations.filter((destination) => destination.segmentId === segmentId)
      : pathname.endsWith("/segments")
        ? state.segments
        : pathname.endsWith("/programs")
          ? state.programs
          : state.connections;
    return { status: 200, json: { items } };
  }

  function posted({ pathname }: URL, body: z.infer<typeof Posted>): Reply {
    const id = randomUUID();
    if (pathname.endsWith("/destinations")) {
      const segmentId = pathname.split("/")[4] ?? "";
      state.destinations.push({ ...body, segmentId });
      return { status: 201, json: { id } };
    }
    if (pathname.endsWith("/segments")) {
      state.segments.push({ id, name: body.name, rule: body["rule"] });
      return { status: 201, json: { id, version: 1, state: "building" } };
    }
    const { kind, name } = body;
    if (pathname.endsWith("/programs")) {
      state.programs.push({ id, name });
      return { status: 201, json: { id, name } };
    }
    const connected = kind === "hubspot" ? "awaiting-grant" : "connected";
    state.connections.push({ id, kind, name, state: connected });
    const authorizeUrl =
      kind === "hubspot" && hubspot.oauth?.authorizeUrl(id, callbackUrl(), pkce.challenge);
    return { status: 201, json: { id, authorizeUrl, url: `${server.url}/hooks/${id}`, secret } };
  }

  function hook(request: RecordedRequest, at: URL): Reply {
    if (state.failing) return { status: 500, json: {} };
    const source = at.pathname === "/hooks/hubspot" ? hubspot.webhooks : webhook.webhooks;
    const body = new TextEncoder().encode(request.body);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const whole = { method: request.method, url: at.href, headers, body };
    if (!source?.verify(whole, [clientSecret, secret], Date.now())) {
      state.refused.push(at.pathname);
      return { status: 401, json: {} };
    }
    for (const part of source.parse(body, Date.now())) {
      state.changes.push(...part.changes({ propertyTypes }));
    }
    return { status: 202, json: {} };
  }

  return state;
}
