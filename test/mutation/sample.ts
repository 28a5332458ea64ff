import { createHash } from "node:crypto";
import { z } from "zod";

/** Of a node of Babel's tree: a private method's name stands one step deeper. */
const Named = z.object({
  name: z.string().optional(),
  id: z.object({ name: z.string() }).nullish(),
});
const Place = z.object({
  node: z.object({ type: z.string(), id: Named.nullish(), key: Named.nullish() }),
  parentPath: z.object({ parent: z.object({ type: z.string() }).nullish() }).nullish(),
});
type Place = z.infer<typeof Place>;

const functions = ["FunctionDeclaration", "ClassMethod", "ClassPrivateMethod"];

/**
 * Breaks one function or constant of so many (`MUTATION_SAMPLE`), by its name: for rooms of which the whole takes hours.
 */
const ignorer = {
  shouldIgnore(path: unknown): string | undefined {
    const oneIn = Number(process.env["MUTATION_SAMPLE"] ?? "1");
    const place = Place.parse(path);
    const { node } = place;
    if (oneIn === 1 || !isChosenFrom(place)) return undefined;
    const name = node.id?.name ?? node.key?.name ?? node.key?.id?.name;
    const isTaken = createHash("sha256").update(String(name)).digest().readUInt32BE() % oneIn === 0;
    return isTaken ? undefined : "not in the sample";
  },
};

/** A function, or a constant of the file, tables among them. */
function isChosenFrom({ node, parentPath }: Place): boolean {
  const isOfFile = ["Program", "ExportNamedDeclaration"].includes(parentPath?.parent?.type ?? "");
  return functions.includes(node.type) || (node.type === "VariableDeclarator" && isOfFile);
}

export const strykerPlugins = [{ kind: "Ignore", name: "sample", value: ignorer }];
