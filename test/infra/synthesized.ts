import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import recommendedFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { z } from "zod";
import { MusterStack } from "../../infra/stacks/muster-stack.ts";
import { stageSettings } from "../../infra/stage-settings.ts";

/** The files of `functions/` that the template deploys. */
export const functionFiles = [
  "advance-programs",
  "answer-api",
  "apply-changes",
  "build-segment",
  "check-source",
  "enqueue-due",
  "import-records",
  "keep-access",
  "publish-memberships",
  "push-memberships",
  "receive-events",
  "receive-webhook",
  "reevaluate-due",
  "refresh-related",
  "run-programs",
  "start-sweeps",
  "sweep-destinations",
  "watch-sources",
];

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) });
const Resources = z.record(z.string(), Resource.partial({ Properties: true }));

export interface Synthesized {
  readonly stack: MusterStack;
  readonly template: Template;
  /** Properties by logical id of every resource of a type. */
  ofType(type: string): Map<string, Record<string, unknown>>;
}

/** The stack with functions that do nothing: what the template says does not depend on them. */
export function synthesized(
  stage: "dev" | "prod",
  more: Readonly<Record<string, unknown>> = {},
): Synthesized {
  const bundles = mkdtempSync(join(tmpdir(), "muster-bundles-"));
  for (const file of functionFiles) {
    mkdirSync(join(bundles, file));
    writeFileSync(join(bundles, file, "index.mjs"), `export const handler = "${file}";`);
  }
  const outdir = mkdtempSync(join(tmpdir(), "muster-cdk-"));
  const context = { ...recommendedFlags, "aws:cdk:enable-asset-metadata": true, ...more };
  const app = new App({ outdir, context, analyticsReporting: false });
  const settings = stageSettings(stage);
  const stack = new MusterStack(app, "Muster", { settings, bundles });
  const template = Template.fromStack(stack);
  const resources = Resources.parse(template.toJSON()["Resources"]);
  return {
    stack,
    template,
    ofType: (type) =>
      new Map(
        Object.entries(resources)
          .filter(([, resource]) => resource.Type === type)
          .map(([id, resource]) => [id, resource.Properties ?? {}]),
      ),
  };
}
