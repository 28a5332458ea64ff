import { join } from "node:path";
import { build } from "vite";

/** Builds the console's page from `<root>/console` into the folder. */
export async function bundleConsole(root: string, folder: string): Promise<void> {
  await build({
    configFile: join(root, "console", "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder },
  });
}
