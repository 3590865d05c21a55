/** Which requests go first: `high` before `normal` before `low`. */
export type Priority = "high" | "normal" | "low";

/** The lanes, the first ones first. */
export const priorities: readonly Priority[] = ["high", "normal", "low"];

/** Whether a text names a lane. */
export function isPriority(text: string): text is Priority {
  return (priorities as readonly string[]).includes(text);
}

/** How often a lane is passed over before it is its turn. */
const patience = 8;

/**
 * Queues of three lanes. The first one in the first lane goes first, but a lane in which somebody waits is passed over at
 * most eight times in a row: then its turn has come, so that no lane waits for ever. Pure.
 */
export class Lanes<Item> {
  readonly #lanes: Readonly<Record<Priority, Set<Item>>> = { high: new Set(), normal: new Set(), low: new Set() };
  readonly #passedOver: Record<Priority, number> = { high: 0, normal: 0, low: 0 };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item, priority: Priority): void {
    this.#lanes[priority].add(item);
    this.#size += 1;
  }

  delete(item: Item, priority: Priority): void {
    if (!this.#lanes[priority].delete(item)) return;
    this.#size -= 1;
    if (this.#lanes[priority].size === 0) this.#passedOver[priority] = 0;
  }

  /** Takes out whose turn it is among the lanes that may go now; `undefined` where nobody waits in these. */
  next(mayGo: (priority: Priority) => boolean): { readonly item: Item; readonly priority: Priority } | undefined {
    const waiting = priorities.filter((priority) => this.#lanes[priority].size > 0 && mayGo(priority));
    const priority = waiting.find((one) => this.#passedOver[one] >= patience) ?? waiting[0];
    if (priority === undefined) return undefined;
    for (const one of waiting) this.#passedOver[one] = one === priority ? 0 : this.#passedOver[one] + 1;
    const [item] = this.#lanes[priority];
    if (item === undefined) return undefined;
    this.delete(item, priority);
    return { item, priority };
  }

  /** Takes out who came last in the last lane after the given one; `undefined` where nobody waits in a later lane. */
  giveWay(to: Priority): Item | undefined {
    const later = priorities.slice(priorities.indexOf(to) + 1).toReversed();
    const priority = later.find((one) => this.#lanes[one].size > 0);
    if (priority === undefined) return undefined;
    const item = [...this.#lanes[priority]].at(-1);
    if (item !== undefined) this.delete(item, priority);
    return item;
  }
}
