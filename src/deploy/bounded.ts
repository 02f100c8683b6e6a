/** Does the same with each, so many at a time; the results stand in the order of the values. */
export async function bounded<Value, Result>(
  values: readonly Value[],
  most: number,
  act: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = values.entries();
  const worker = async (): Promise<void> => {
    for (const [at, value] of left) results[at] = await act(value);
  };
  await Promise.all(Array.from({ length: Math.min(most, values.length) }, worker));
  return results;
}
