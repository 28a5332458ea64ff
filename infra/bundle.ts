import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Some packages are CommonJS inside and expect these two names, which ES modules lack. */
const commonJsNames = [
  'import { createRequire as musterCreateRequire } from "node:module";',
  "const require = musterCreateRequire(import.meta.url);",
  "const __dirname = import.meta.dirname;",
].join("\n");

/**
 * Bundles every `<name>.ts` of `functionsFolder` in one esbuild run into
 * `<outFolder>/<name>/index.mjs` and returns the names, sorted. Identifiers keep their
 * names, so that a stack trace in the log names the function that failed.
 */
export async function bundleFunctions(
  functionsFolder: string,
  outFolder: string,
): Promise<string[]> {
  const names = readdirSync(functionsFolder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => basename(file, ".ts"))
    .sort();
  await build({
    entryPoints: names.map((name) => ({
      in: join(functionsFolder, `${name}.ts`),
      out: join(name, "index"),
    })),
    outdir: outFolder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    banner: { js: commonJsNames },
    logLevel: "warning",
  });
  return names;
}
