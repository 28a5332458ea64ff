/** Entry for whoever installs Muster: makes a token of a workspace and prints it, this once. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { type Role, roles } from "../../shared/contracts/role.ts";
import { WorkspaceId } from "../../shared/contracts/workspace.ts";
import { openTables } from "../../shared/storage/tables.ts";
import { TokenStore } from "../../shared/storage/tokens.ts";

const usage =
  'usage: node infra/local/bootstrap.mjs infra/install/issue-token.ts --table NAME --workspace ID --actor "NAME" [--role viewer|editor|admin]';

interface Given {
  readonly table: string;
  readonly workspace: string;
  readonly actor: string;
  readonly role: Role;
}

function given(): Given {
  const text = { type: "string" } as const;
  const options = {
    table: text,
    workspace: text,
    actor: text,
    role: { ...text, default: "admin" },
  };
  const { table, actor, ...values } = parseArgs({ options }).values;
  const { data: workspace, error } = WorkspaceId.safeParse(values.workspace);
  const role = roles.find((each) => each === values.role);
  if (table && workspace && actor && role) return { table, workspace, actor, role };
  const faults = error?.issues.map(({ message }) => message) ?? [];
  throw new Error([usage, ...faults].join("\n"));
}

try {
  const { table, workspace, actor, role } = given();
  const token = `muster_${randomBytes(24).toString("base64url")}`;
  const tokens = new TokenStore(openTables({ registry: table, profiles: "", views: "" }));
  await tokens.issue(token, workspace, actor, role);
  console.log(token);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
