/** What the document client takes and gives: plain JSON values, sets and bytes. */
export type Item = Readonly<Record<string, unknown>>;

/** A copy as the database would give it back: members without a value are left out. */
export function copied(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return new Set(value);
  return copiedItem(value);
}

export function copiedItem(item: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item))
    if (value !== undefined) {
      const kept = typeof value === "object" ? copied(value) : value;
      if (name === "__proto__") define(copy, name, kept);
      else copy[name] = kept;
    }
  return copy;
}

/** Stored items are given out as they are: whoever would change one is told. */
export function frozen<Value>(value: Value): Value {
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  if (Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** `__proto__` is a name like any other. */
export function define(item: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(item, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else item[name] = value;
}

const images = new WeakMap<Item, Record<string, unknown>>();

/** DynamoDB's JSON as a stream's records carry it: numbers as text, bytes in base64. Stored items never change. */
export function imageOf(item: Item): Record<string, unknown> {
  const known = images.get(item);
  if (known !== undefined) return known;
  const image: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) define(image, name, attributeOf(value));
  images.set(item, image);
  return image;
}

function attributeOf(value: unknown): object {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value !== "object") throw new TypeError(`The database has no ${typeof value}`);
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (value instanceof Set) return { SS: [...value].map(String).sort() };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString("base64") };
  return { M: imageOf(recordOf(value)) };
}

function recordOf(value: object): Item {
  return Object.fromEntries(Object.entries(value));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Equal as the database compares: by type and content. */
export function equals(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  return JSON.stringify(attributeOf(one)) === JSON.stringify(attributeOf(other));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
