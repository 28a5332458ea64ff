import { z } from "zod";
import type { Connector } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import type { WebhookPreset } from "../connectors/webhook/preset.ts";
import { presetNames, presets } from "../connectors/webhook/presets.ts";
import { ConnectionKind } from "../contracts/connection.ts";
import { listOf } from "./cursors.ts";
import { takesMapping } from "./new-connection.ts";
import { route } from "./route.ts";

const Preset = z.object({
  preset: z.enum(presetNames),
  label: z.string(),
  setup: z.string().meta({ description: "What an admin has to know to set it up." }),
  secret: z.enum(["given", "made", "none"]).meta({
    description:
      "`given`: the admin gives what the provider signs with; `made`: Muster makes it and shows it once; `none`: the address itself is the secret.",
  }),
});

const Kind = z
  .object({
    kind: ConnectionKind,
    label: z.string(),
    access: z.enum(["grant", "key", "webhook"]).meta({
      description:
        "How Muster is let in: an admin grants access there, gives a key, or has webhooks sent here.",
    }),
    ask: z.string().optional().meta({ description: "What key to give, in a sentence." }),
    needsAddress: z.boolean().meta({
      description: "Each account has an address of its own, which is given as `baseUrl`.",
    }),
    imports: z.boolean().meta({ description: "The records that are there already come in." }),
    pushes: z.boolean().meta({ description: "Segments can be pushed there." }),
    takesMapping: z.boolean(),
    presets: z.array(Preset).optional(),
  })
  .meta({ id: "ConnectionKind" });

export const getConnectionKinds = route({
  method: "GET",
  path: "/api/v1/connection-kinds",
  tag: "Connections",
  status: 200,
  summary: "What can be connected, and what each system asks for",
  input: {},
  output: listOf(Kind),
  handle: () => ({ body: { items: Object.values(connectors).map(viewKind) } }),
});

function viewKind(connector: Connector): z.input<typeof Kind> {
  const { kind, label, oauth, key, imports, targets, webhooks } = connector;
  const isMapped = takesMapping(kind);
  return {
    kind,
    label,
    access: oauth === undefined ? (key === undefined ? "webhook" : "key") : "grant",
    ask: key?.ask,
    needsAddress: key !== undefined && key.address === undefined,
    imports: imports !== undefined,
    pushes: targets.length > 0,
    takesMapping: isMapped,
    presets:
      isMapped && webhooks !== undefined
        ? presetNames.map((preset) => ({ preset, ...viewPreset(presets[preset]) }))
        : undefined,
  };
}

function viewPreset({ label, setup, authentication }: WebhookPreset) {
  if (authentication.kind === "secret-address") return { label, setup, secret: "none" as const };
  const secret = authentication.secretOf === "us" ? ("made" as const) : ("given" as const);
  return { label, setup, secret };
}
