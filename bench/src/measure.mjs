/** The middle of some numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times several candidates in turns, so that whatever else the machine does meets all of them alike.
 *
 * @param candidates - Functions by name.
 * @param options.rounds - How many times each is timed; five or more.
 * @param options.least - How long one round of one candidate lasts at least, in milliseconds; it is repeated until then.
 * @returns The median time of one call in milliseconds, by name.
 */
export function race(candidates, { rounds = 7, least = 150, warmup = 2 } = {}) {
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -warmup; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(candidates)) {
      const started = performance.now();
      let count = 0;
      do {
        run();
        count += 1;
      } while (performance.now() - started < least);
      if (round >= 0) times[name].push((performance.now() - started) / count);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}
