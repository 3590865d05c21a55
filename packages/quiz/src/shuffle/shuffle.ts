import { murmur3 } from "./murmur3.ts";

/** Something that can be shuffled. */
export interface Shuffled {
  readonly id: string;
  /** Stays in its place. */
  readonly pinned?: true | undefined;
}

/**
 * The items in an order that depends only on the seed, the scope and their ids.
 *
 * Each item gets the number `murmur3(id, murmur3(scope, murmur3(seed, 0)))`, and those that are not pinned are sorted by
 * it, equal ones by id. So the same seed gives the same order everywhere, and adding, removing or rewording one item
 * does not move the others against each other. Not for secrets.
 *
 * @param seed - Of the attempt: any text; keep it with the answers.
 * @param scope - What is shuffled: the `id` of the question, so that two questions do not share an order.
 *
 * @example
 * shuffle(question.options, attempt.seed, question.id);
 */
export function shuffle<Item extends Shuffled>(items: readonly Item[], seed: string, scope: string): Item[] {
  const key = murmur3(scope, murmur3(seed, 0));
  const free = items
    .filter(({ pinned }) => pinned !== true)
    .map((item) => ({ item, number: murmur3(item.id, key) }))
    .toSorted((one, other) => one.number - other.number || (one.item.id < other.item.id ? -1 : 1));
  let next = 0;
  return items.map((item) => (item.pinned === true ? item : (free[next++]?.item ?? item)));
}
