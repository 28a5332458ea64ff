/** Remembers the latest answer: many values are looked at with one `now`. */
export function latestOnly<Answer>(ask: (now: number) => Answer): (now: number) => Answer {
  let latest: { readonly now: number; readonly answer: Answer } | undefined;
  return (now) => {
    if (latest === undefined || latest.now !== now) latest = { now, answer: ask(now) };
    return latest.answer;
  };
}
