import { randomBytes } from "node:crypto";
import type { Directory } from "../contracts/directory.ts";
import { hashOf } from "../storage/tokens.ts";
import type { FlowContext } from "./context.ts";

type DirectoryContext = Pick<FlowContext, "storage" | "clock">;

/** Makes a directory and the token that opens it, which is stored nowhere: show it now. */
export async function openDirectory(
  { storage, clock }: DirectoryContext,
  wanted: Pick<Directory, "workspaceId" | "name" | "segmentIds">,
): Promise<{ readonly directory: Directory; readonly token: string }> {
  const token = `scim_${randomBytes(32).toString("base64url")}`;
  const directory = await storage.directories.write({
    ...wanted,
    id: `dir_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`,
    tokenHash: hashOf(token),
    createdAt: clock.now(),
    revision: 0,
  });
  await storage.tokens.issueFor(directory);
  return { directory, token };
}

/** The token first: what is left of an interrupted closing opens nothing. */
export async function closeDirectory(
  { storage }: Pick<DirectoryContext, "storage">,
  directory: Directory,
): Promise<void> {
  await storage.tokens.revoke(directory.tokenHash);
  await storage.directories.delete(directory);
}
