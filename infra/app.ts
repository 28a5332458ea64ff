import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import recommendedFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { AwsSolutionsChecks } from "cdk-nag";
import { bundleFunctions } from "./bundle.ts";
import { bundleConsole } from "./console-bundle.ts";
import { ConsoleStack } from "./stacks/console-stack.ts";
import { MusterStack } from "./stacks/muster-stack.ts";
import { stageSettings } from "./stage-settings.ts";

const root = join(import.meta.dirname, "..");
const outdir = process.env["CDK_OUTDIR"] ?? join(root, "cdk.out");
const bundles = join(outdir, "bundles");
const consoleFolder = join(outdir, "console");
await Promise.all([
  bundleFunctions(join(root, "functions"), bundles),
  bundleConsole(root, consoleFolder),
]);

const app = new App({
  outdir,
  autoSynth: false,
  analyticsReporting: false,
  context: {
    ...recommendedFlags,
    // Without it the template does not say where the functions' code lies.
    "aws:cdk:enable-asset-metadata": true,
  },
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

const settings = stageSettings(app.node.tryGetContext("stage"));
const protection = { terminationProtection: settings.deletionProtection };
const muster = new MusterStack(app, "Muster", {
  ...protection,
  stackName: `muster-${settings.name}`,
  description: "Keeps populations current and makes outside systems agree",
  settings,
  bundles,
});
new ConsoleStack(app, "MusterConsole", {
  ...protection,
  stackName: `muster-console-${settings.name}`,
  description: "The console's page in front of the API",
  settings,
  consoleFolder,
  apiUrl: muster.publicUrl,
  signInOrigins: muster.signInOrigins,
});
app.synth();
