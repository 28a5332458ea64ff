const lanes = new Map<string, Promise<unknown>>();

/** Runs works of one lane one after the other within this process, whether or not they fail. */
export function inTurn<Answer>(lane: string, work: () => Promise<Answer>): Promise<Answer> {
  const before = lanes.get(lane) ?? Promise.resolve();
  const own = before.then(work, work);
  const settled = own.then(
    () => undefined,
    () => undefined,
  );
  lanes.set(lane, settled);
  void settled.then(() => {
    if (lanes.get(lane) === settled) lanes.delete(lane);
  });
  return own;
}
