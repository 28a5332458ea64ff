import { Alias, Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";

/**
 * Wraps the data keys under which tokens and secrets rest, and encrypts the settings of the
 * functions that hold an app's secret. Without it none of them can be read again.
 */
export class SecretsKey extends Key {
  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id, {
      description: "Tokens and secrets of Muster's connections",
      enableKeyRotation: true,
      removalPolicy: settings.removal,
    });
    new Alias(scope, `${id}Alias`, {
      aliasName: `alias/muster-${settings.name}-secrets`,
      targetKey: this,
    });
  }
}
