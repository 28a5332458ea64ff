import { useEffect } from "react";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { StoredDraft, storable } from "./model/stored-draft.ts";

const placeOf = (key: string) => `muster-draft-${key}`;

/** Undefined where none was kept, or none that can still be read. */
export function storedDraft(key: string): StoredDraft | undefined {
  const text = localStorage.getItem(placeOf(key));
  if (text === null) return undefined;
  try {
    return StoredDraft.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function forgetDraft(key: string): void {
  localStorage.removeItem(placeOf(key));
}

/** Keeps a changed rule for the next visit; forgets it once it is as it was. */
export function useStoredDraft(
  key: string,
  object: ObjectKind,
  rule: RuleGroup,
  isChanged: boolean,
): void {
  useEffect(() => {
    if (!isChanged) return forgetDraft(key);
    const draft = storable({ object, rule, at: Date.now() });
    localStorage.setItem(placeOf(key), JSON.stringify(draft));
  }, [key, object, rule, isChanged]);
}
