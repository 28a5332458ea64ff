import { type CfnElement, Stack } from "aws-cdk-lib";

/**
 * Names resources after their place in the tree, without a hash: `ReceiveWebhook`,
 * `ChangesQueue`. Two that would share a name make the synthesis fail.
 */
export class ReadableStack extends Stack {
  protected override allocateLogicalId(element: CfnElement): string {
    return element.node.scopes
      .slice(this.node.scopes.length)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Resource" && id !== "Default")
      .join("")
      .replaceAll(/[^A-Za-z0-9]/g, "");
  }
}
