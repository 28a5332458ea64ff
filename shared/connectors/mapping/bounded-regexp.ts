import { createContext, Script } from "node:vm";
import { MappingStopped } from "./mapping-stopped.ts";

/** For all regular expressions of one evaluation together. */
const patienceMs = 50;
/** Up to here a pattern with one open repetition ends at once, whatever it is given. */
const shortText = 1_000;

/**
 * Stands in for `RegExp` during one evaluation: a pattern that backtracks without end is
 * stopped, which nothing else could do, since it is a single step. Simple patterns run
 * directly; the others under a watchdog, which costs a fraction of a millisecond each.
 */
export function boundedRegExp(): RegExpConstructor {
  let leftMs = patienceMs;
  const bounded = (pattern: RegExp, text: string): RegExpExecArray | null => {
    const search = (): RegExpExecArray | null => RegExp.prototype.exec.call(pattern, text);
    if (isSimple(pattern.source) && text.length <= shortText) return search();
    const startedAt = performance.now();
    const found = underWatch(search, Math.max(1, Math.ceil(leftMs)));
    leftMs -= performance.now() - startedAt;
    return found;
  };
  return new Proxy(RegExp, {
    construct: (target, [pattern]: readonly unknown[]) => {
      const own = new target(pattern instanceof RegExp ? pattern : String(pattern));
      return Object.defineProperty(own, "exec", { value: (text: string) => bounded(own, text) });
    },
  });
}

/** At most one repetition that has no upper end, and no group repeated: at worst quadratic. */
function isSimple(source: string): boolean {
  const repeats = source.match(/[*+]|\{\d+,?\d*\}/g) ?? [];
  return repeats.length <= 1 && !/\)[*+?{]|\\[1-9k]/.test(source);
}

interface Watched {
  run: () => void;
}

const watched: Watched = { run: () => {} };
const script = new Script("run()");
let context: Watched | undefined;

function underWatch<Answer>(task: () => Answer, timeoutMs: number): Answer | null {
  context ??= contextOf(watched);
  let answer: Answer | null = null;
  watched.run = () => {
    answer = task();
  };
  try {
    script.runInContext(context, { timeout: timeoutMs });
  } catch {
    throw new MappingStopped(
      "A regular expression takes too long: avoid repetitions within repetitions.",
    );
  }
  return answer;
}

function contextOf(sandbox: Watched): Watched {
  createContext(sandbox);
  return sandbox;
}
