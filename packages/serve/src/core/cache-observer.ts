/** Is told what a cache does; must not throw. */
export interface CacheObserver {
  /** Answers were looked for: rows, or one batch or body as a whole. */
  lookedUp?(event: {
    readonly model: string;
    readonly version: string;
    /** `shared`: somebody else's run gave it. `stale`: it was old, and is being made anew. */
    readonly outcome: "hit" | "stale" | "shared" | "miss";
    readonly count: number;
  }): void;
  /** The store has stopped answering (`false`), or answers again (`true`). */
  cacheStoreChanged?(isUp: boolean): void;
  /** Called once, when the cache is made: what it gets tells how the cache stands whenever that is asked for. */
  watchCache?(state: () => { readonly bytes: number; readonly entries: number }): void;
}
