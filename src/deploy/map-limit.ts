/** Maps values with an async function, at most `limit` at a time; the results keep the order of the values. */
export async function mapLimit<Value, Result>(
  values: readonly Value[],
  limit: number,
  map: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of remaining) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: Math.min(limit, values.length) }, worker));
  return results;
}
