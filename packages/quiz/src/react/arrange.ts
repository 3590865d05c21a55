import type { PublicQuestion } from "@mlops/schema";
import { shuffle } from "../shuffle/shuffle.ts";

/**
 * A question in the order in which a learner sees it.
 *
 * Options are shuffled by the seed, pinned ones excepted; without a seed they stay as the author wrote them. Items to put
 * in order and rights to connect never do, because that might be the right order.
 */
export function arrange<Shown extends PublicQuestion>(question: Shown, seed: string | undefined): Shown {
  const mixed = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] =>
    shuffle(items, seed ?? "", question.id);
  switch (question.type) {
    case "choice":
    case "multi":
      return seed === undefined ? question : { ...question, options: mixed(question.options) };
    case "order":
      return { ...question, items: mixed(question.items) };
    case "match":
      return { ...question, rights: mixed(question.rights) };
    default:
      return question;
  }
}
