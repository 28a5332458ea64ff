import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";

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

/** Sends the file of the path from the folder; false where there is none that a browser can use. */
export async function sendFile(
  folder: string,
  path: string,
  response: ServerResponse,
): Promise<boolean> {
  const name = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
  const type = types[extname(name)];
  if (type === undefined || !name.startsWith(folder + sep)) return false;
  try {
    const content = await readFile(name);
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache" }).end(content);
    return true;
  } catch {
    return false;
  }
}
