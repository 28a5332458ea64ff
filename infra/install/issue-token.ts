/** Entry for whoever installs Muster: makes a token of a workspace and prints it, this once. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { openTables } from "../../shared/storage/tables.ts";
import { TokenStore } from "../../shared/storage/tokens.ts";

const usage =
  'usage: node infra/local/bootstrap.mjs infra/install/issue-token.ts --table NAME --workspace ID --actor "NAME"';

function given(): { table: string; workspace: string; actor: string } {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { table: text, workspace: text, actor: text } });
  const { table, workspace, actor } = values;
  if (table && workspace && /^[a-z0-9-]{1,40}$/.test(workspace) && actor)
    return { table, workspace, actor };
  throw new Error(`${usage}\nThe id of a workspace has lower-case letters, digits and hyphens.`);
}

try {
  const { table, workspace, actor } = given();
  const token = `muster_${randomBytes(24).toString("base64url")}`;
  const tokens = new TokenStore(openTables({ registry: table, profiles: "", views: "" }));
  await tokens.issue(token, workspace, actor);
  console.log(token);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
