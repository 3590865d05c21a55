import { describe, expect, it } from "vitest";
import type { AttemptStore } from "@mlops/quiz/stores/memory";
import { storeCases } from "./store-cases.ts";

/**
 * Tests that a store keeps every promise of `AttemptStore`.
 *
 * @param makeStore - Makes an empty store, each time another.
 */
export function storeContract(where: string, makeStore: () => Promise<AttemptStore> | AttemptStore): void {
  describe(`the store in ${where}`, () => {
    it.each(storeCases)(
      "$title",
      async ({ run }) => {
        const store = await makeStore();
        try {
          await expect(run(store)).resolves.toBeUndefined();
        } finally {
          await store.close();
        }
      },
      60_000,
    );
  });
}
