import { malformed } from "../webhook-json.ts";

/** An element of a document: names without their prefix, namespaces as their addresses. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** By the name as it was written, prefix included. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside. */
  readonly text: string;
}

interface Open extends XmlElement {
  readonly qualified: string;
  readonly children: XmlElement[];
  readonly namespaces: ReadonlyMap<string, string>;
  text: string;
}

const deepest = 8;
const mostElements = 100_000;

const name = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const tag = new RegExp(
  `<(?<closing>/?)(?<name>${name})(?<attributes>(?:\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(?<empty>/?)>`,
  "y",
);
const attribute = new RegExp(
  `(?<name>${name})\\s*=\\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')`,
  "g",
);
const comment = /<!--(?:(?!--)[^])*-->/y;
const characters = /<!\[CDATA\[(?<data>(?:(?!\]\]>)[^])*)\]\]>/y;
const plain = /[^<]+/y;

/**
 * Reads a small document strictly: elements, attributes, text, comments, CDATA, and the five
 * entities that every XML has. There is no document type, so nothing can be defined, included
 * or expanded. Throws a `Problem` (400) for anything else, and beyond 8 levels.
 */
export function readXml(document: string): XmlElement {
  const reader = new Reader();
  let at = /^\uFEFF?\s*(?:<\?xml\s[^<>?]*\?>)?/.exec(document)?.[0].length ?? 0;
  while (at < document.length) at = reader.step(document, at);
  return reader.root();
}

class Reader {
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;
  #elements = 0;

  /** Takes what begins at the place; returns where the next begins. */
  step(document: string, at: number): number {
    const text = match(plain, document, at);
    if (text) return this.#characters(decoded(text[0], at), at) + text[0].length;
    const data = match(characters, document, at);
    if (data) return this.#characters(data.groups?.["data"] ?? "", at) + data[0].length;
    const note = match(comment, document, at);
    if (note) return at + note[0].length;
    const found = match(tag, document, at);
    if (!found) throw notXml(at);
    const { closing, empty, name: qualified = "", attributes = "" } = found.groups ?? {};
    if (closing === "/") {
      if (attributes !== "" || empty === "/") throw notXml(at);
      this.#close(qualified, at);
    } else {
      this.#begin(qualified, attributes, at);
      if (empty === "/") this.#close(qualified, at);
    }
    return at + found[0].length;
  }

  root(): XmlElement {
    if (this.#root === undefined || this.#open.length > 0)
      throw malformed("The XML ends before its elements do.", []);
    return this.#root;
  }

  #characters(text: string, at: number): number {
    const inside = this.#open.at(-1);
    if (inside !== undefined) inside.text += text;
    else if (text.trim() !== "") throw notXml(at);
    return at;
  }

  #begin(qualified: string, written: string, at: number): void {
    this.#elements += 1;
    const isSecondRoot = this.#open.length === 0 && this.#root !== undefined;
    if (isSecondRoot || this.#open.length >= deepest || this.#elements > mostElements)
      throw notXml(at);
    const attributes = attributesOf(written, at);
    const namespaces = new Map(this.#open.at(-1)?.namespaces);
    for (const [key, value] of attributes) {
      if (key === "xmlns") namespaces.set("", value);
      else if (key.startsWith("xmlns:")) namespaces.set(key.slice("xmlns:".length), value);
    }
    const [prefix, local] = qualified.includes(":") ? qualified.split(":") : ["", qualified];
    const namespace = namespaces.get(prefix ?? "");
    if (namespace === undefined && prefix !== "") throw notXml(at);
    this.#open.push({
      qualified,
      name: local ?? "",
      namespace: namespace ?? "",
      attributes,
      children: [],
      text: "",
      namespaces,
    });
  }

  #close(qualified: string, at: number): void {
    const element = this.#open.pop();
    if (element?.qualified !== qualified) throw notXml(at);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }
}

function match(pattern: RegExp, document: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(document);
}

function attributesOf(written: string, at: number): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { groups } of written.matchAll(attribute)) {
    const { name: key = "", double, single } = groups ?? {};
    if (attributes.has(key)) throw notXml(at);
    attributes.set(key, decoded(double ?? single ?? "", at));
  }
  return attributes;
}

const entities = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function decoded(text: string, at: number): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));|&/g, (whole, ...groups) => {
    const [decimal, hexadecimal, named] = groups.map((group: unknown) => group?.toString() ?? "");
    if (named) return entities.get(named) ?? fail(at);
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal || "", 16);
    return whole !== "&" && isCharacter(code) ? String.fromCodePoint(code) : fail(at);
  });
}

/** https://www.w3.org/TR/xml/#charsets */
function isCharacter(code: number): boolean {
  const isControl = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code <= 0x10ffff && !isControl && !isSurrogate && code !== 0xfffe && code !== 0xffff;
}

function fail(at: number): never {
  throw notXml(at);
}

function notXml(at: number) {
  return malformed(`The body is not the XML that is expected here (at character ${at}).`, []);
}
