/** Awaited before each request but the first, which is awaited by whoever asks for a push. */
export function afterFirst(spend: (() => Promise<void>) | undefined): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) await spend?.();
    isFirst = false;
  };
}
