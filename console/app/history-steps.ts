import { useEffect } from "react";

/** Who is asked before Back or Forward leave the page they are on. */
let held: { readonly href: string; readonly onStep: () => void } | undefined;

/**
 * Called before anything else listens to the history: of listeners on the window, browsers call
 * the first one first. A step cannot be refused; the page that holds it takes its place in the
 * history again instead, and nobody else hears of it.
 */
export function watchHistorySteps(): void {
  addEventListener("popstate", (event) => {
    if (held === undefined || withoutHash(location.href) === withoutHash(held.href)) return;
    event.stopImmediatePropagation();
    history.pushState(null, "", held.href);
    held.onStep();
  });
}

function withoutHash(href: string): string {
  return href.split("#", 1)[0] ?? href;
}

/**
 * Has Back and Forward ask first.
 * @returns what goes where the reader was going: one step back now, whichever it was
 */
export function useHistoryHold(isOn: boolean, onStep: () => void): () => void {
  useEffect(() => {
    if (!isOn) return;
    const hold = { href: location.href, onStep };
    held = hold;
    return () => {
      if (held === hold) held = undefined;
    };
  }, [isOn, onStep]);
  return () => {
    held = undefined;
    history.back();
  };
}
