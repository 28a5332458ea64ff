import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import {
  cacheControl,
  contentSecurityPolicy,
  hashedFiles,
  isPage,
  pageHeaders,
} from "../console-serving.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The console's built files, and the origins beside their own that they may ask. */
export interface ConsoleFiles {
  readonly folder: string;
  readonly connections: readonly string[];
}

/**
 * Sends the file of the path, or the page where the page understands the path, with the headers
 * that CloudFront sends; false where there is nothing that a browser can use.
 */
export async function sendFile(
  { folder, connections }: ConsoleFiles,
  path: string,
  response: ServerResponse,
): Promise<boolean> {
  const name = normalize(join(folder, isPage(path) ? "index.html" : path));
  const type = types[extname(name)];
  if (type === undefined || !name.startsWith(folder + sep)) return false;
  try {
    const content = await readFile(name);
    response
      .writeHead(200, {
        ...pageHeaders,
        "content-security-policy": contentSecurityPolicy(connections),
        "content-type": type,
        "cache-control": path.startsWith(hashedFiles) ? cacheControl.hashed : cacheControl.page,
      })
      .end(content);
    return true;
  } catch {
    return false;
  }
}
