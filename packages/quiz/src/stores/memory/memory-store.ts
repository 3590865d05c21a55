import { StoreError } from "../attempt-store.ts";
import type { AttemptStore, AttemptSummary } from "../attempt-store.ts";
import { decodeLog } from "../decode-log.ts";
import { encodeBatch } from "../encode-batch.ts";
import { listOf } from "../summaries.ts";

interface Kept {
  summary: AttemptSummary;
  readonly texts: string[];
}

/**
 * A store that forgets everything with the program: for tests, demonstrations and quizzes without a place to save.
 *
 * @example
 * const store = memoryStore();
 * await store.append("a1", 0, events);
 */
export function memoryStore(): AttemptStore {
  const attempts = new Map<string, Kept>();
  const taken = new Set<string>();
  let isClosed = false;
  const assertOpen = (): void => {
    if (isClosed) throw new StoreError("unavailable", "The store is closed");
  };
  return {
    async load(attemptId) {
      assertOpen();
      const kept = attempts.get(attemptId);
      return decodeLog(attemptId, kept?.summary.version, kept?.texts ?? []);
    },

    async append(attemptId, expectedVersion, events) {
      assertOpen();
      const { texts, summary, isFinished, version } = encodeBatch(attemptId, expectedVersion, events);
      const kept = attempts.get(attemptId);
      const found = kept?.summary.version ?? 0;
      if (found !== expectedVersion) return { type: "conflict", version: found };
      if (summary !== undefined) {
        const place = JSON.stringify([summary.learnerId, summary.quizId, summary.number]);
        if (taken.has(place)) return { type: "conflict", version: 0 };
        taken.add(place);
        attempts.set(attemptId, { summary, texts: [...texts] });
      } else if (kept !== undefined) {
        for (const text of texts) kept.texts.push(text);
        kept.summary = { ...kept.summary, version, isFinished: kept.summary.isFinished || isFinished };
      }
      return { type: "appended", version };
    },

    async list(filter) {
      assertOpen();
      return listOf(
        [...attempts.values()].map(({ summary }) => ({ ...summary })),
        filter,
      );
    },

    async close() {
      isClosed = true;
      attempts.clear();
      taken.clear();
    },
  };
}
