import { describe, expect, it } from "vitest";
import { indexedDbStore } from "@mlops/quiz/stores/indexeddb";
import { codeOf } from "./store-cases.ts";
import { started } from "./store-events.ts";

// What a store in a browser does is tested in one, in tests/test/browser/quiz-indexeddb.test.ts.

describe("an IndexedDB store where there is no IndexedDB", () => {
  it("is made, and unavailable when it is used", async () => {
    const store = indexedDbStore();
    expect(await codeOf(store.load("a"))).toBe("unavailable");
    expect(await codeOf(store.append("a", 0, [started("a")]))).toBe("unavailable");
    expect(await codeOf(store.list({}))).toBe("unavailable");
    expect(await codeOf(store.rescue())).toBe("unavailable");
    await store.close();
  });

  it("refuses events that are none before it looks", async () => {
    expect(await codeOf(indexedDbStore().append("b", 0, [started("a")]))).toBe("events-invalid");
  });
});
