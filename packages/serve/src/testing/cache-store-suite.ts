import { deepEqual, equal } from "node:assert/strict";
import type { CacheStore } from "../core/cache-store.ts";

/** What the suite needs: a way to declare a test, and stores to test. */
export interface CacheStoreSuite {
  /** Declares a test: `it` of vitest or jest, `test` of `node:test`. */
  readonly it: (name: string, run: () => Promise<void>) => void;
  /** A store in which nothing is kept; called once for each test. */
  readonly createStore: () => CacheStore | Promise<CacheStore>;
  /** Lets at least so many milliseconds pass on the store's clock. Default: waits. */
  readonly pass?: ((milliseconds: number) => void | Promise<void>) | undefined;
}

const long = 60_000;

/**
 * Declares the tests that every `CacheStore` passes.
 *
 * @example
 * describe("my store", () => {
 *   testCacheStore({ it, createStore: () => myStore() });
 * });
 */
export function testCacheStore({ it, createStore, ...time }: CacheStoreSuite): void {
  const pass =
    time.pass ?? ((milliseconds) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds + 2)));

  it("gives nothing for a key that it does not have", async () => {
    const store = await createStore();
    equal(await store.get("a"), undefined);
  });

  it("gives the bytes of an entry as they were, whatever bytes they are", async () => {
    const store = await createStore();
    const all = Uint8Array.from({ length: 256 }, (_one, index) => index);
    for (const [key, bytes] of [
      ["all", all],
      ["none", new Uint8Array()],
      ["cr lf", Buffer.from("\r\n$-1\r\n")],
    ] as const) {
      await store.set(key, bytes, long);
      deepEqual([...((await store.get(key)) ?? [])], [...bytes]);
    }
  });

  it("has the last entry of a key", async () => {
    const store = await createStore();
    await store.set("a", Buffer.from("first"), long);
    await store.set("a", Buffer.from("second"), long);
    equal(Buffer.from((await store.get("a")) ?? []).toString(), "second");
    equal(await store.get("b"), undefined);
  });

  it("forgets an entry when its time is over", async () => {
    const store = await createStore();
    await store.set("short", Buffer.from("1"), 20);
    await store.set("long", Buffer.from("2"), long);
    await pass(20);
    equal(await store.get("short"), undefined);
    equal(Buffer.from((await store.get("long")) ?? []).toString(), "2");
  });

  it("keeps what was given, whatever becomes of the caller's memory", async () => {
    const store = await createStore();
    const bytes = Buffer.from("before");
    await store.set("a", bytes, long);
    bytes.fill(0);
    equal(Buffer.from((await store.get("a")) ?? []).toString(), "before");
  });
}
