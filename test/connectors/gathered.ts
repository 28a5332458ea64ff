/** All there is, in order. */
export async function gathered<Each>(pages: AsyncIterable<Each>): Promise<Each[]> {
  const all: Each[] = [];
  for await (const each of pages) all.push(each);
  return all;
}
