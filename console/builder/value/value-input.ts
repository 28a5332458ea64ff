import type { AttributeType, ObjectKind } from "../../../shared/segmentation/record.ts";

/** What every editor of a value is given. */
export interface ValueInputProps {
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** Whose value it is. */
export interface ValueOf {
  readonly field: string;
  /** Undefined for parts of an activity. */
  readonly object: ObjectKind | undefined;
  readonly type: AttributeType;
}

export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function textsOf(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map(textOf);
}

/** What is written as a number where the attribute holds numbers. */
export function valueOf(text: string, type: AttributeType): string | number {
  const number = Number(text);
  return type === "number" && text.trim() !== "" && Number.isFinite(number) ? number : text;
}
