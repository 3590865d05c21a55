import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic, LessonResult } from "@mlops/schema";
import { summarise } from "../course/summary.ts";
import type { LessonSummary } from "../course/summary.ts";
import { replaceFile, sha256 } from "./files.ts";

/** What is kept of a lesson so that it need not be parsed again. */
export interface CachedSummary {
  summary: LessonSummary;
  diagnostics: Diagnostic[];
}

/**
 * Parsed lessons in a folder, by a hash over their bytes and what they were parsed with. An entry that is damaged, or was
 * not written by this class, counts as none. One file has all summaries, so that a course that has not changed is there
 * at once; each lesson has a file of its own, which is read when it is asked for, or when its summary is lost.
 */
export class LessonCache {
  readonly #folder: string;
  /** The summaries that were there at first. */
  readonly #found: Promise<ReadonlyMap<string, CachedSummary>>;
  readonly #used = new Map<string, CachedSummary>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#found = this.#read(summariesName, isSummaries).then((found) => new Map(Object.entries(found ?? {})));
  }

  async readSummary(key: string): Promise<CachedSummary | undefined> {
    const found = (await this.#found).get(key) ?? (await this.#recoverSummary(key));
    if (found !== undefined) this.#used.set(key, found);
    return found;
  }

  async readLesson(key: string): Promise<LessonResult | undefined> {
    return this.#read(lessonName(key), isResult);
  }

  /**
   * Keeps a lesson; a cache that cannot be written to is no reason to fail.
   *
   * @returns Whether it was kept.
   */
  async write(key: string, summary: CachedSummary, result: LessonResult): Promise<boolean> {
    this.#used.set(key, summary);
    return this.#write(lessonName(key), result);
  }

  /**
   * Keeps the summaries that were read or written since this object was made, and takes away all other lessons, and what
   * writers that died have left.
   */
  async finish(): Promise<void> {
    const found = await this.#found;
    const isSame = found.size === this.#used.size && [...found.keys()].every((key) => this.#used.has(key));
    if (!isSame)
      await this.#write(
        summariesName,
        Object.fromEntries([...this.#used].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      );

    const names = await readdir(this.#folder).catch(() => []);
    const kept = new Set([...this.#used.keys()].map(lessonName));
    await Promise.allSettled(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const isUnused = entryName.test(name) && !kept.has(name);
        const isLeft = temporaryName.test(name) && Date.now() - (await stat(path)).mtimeMs > longestWrite;
        if (isUnused || isLeft) await rm(path, { force: true });
      }),
    );
  }

  async #recoverSummary(key: string): Promise<CachedSummary | undefined> {
    const result = await this.readLesson(key);
    return result && { summary: summarise(result.lesson), diagnostics: result.diagnostics };
  }

  /** The first line is a hash over the rest, so what it holds is what was written. */
  async #read<T>(name: string, is: (value: unknown) => value is T): Promise<T | undefined> {
    try {
      const text = await readFile(join(this.#folder, name), "utf8");
      const end = text.indexOf("\n");
      const payload = text.slice(end + 1);
      if (text.slice(0, end) !== sha256(name, payload)) return undefined;
      const value: unknown = JSON.parse(payload);
      return is(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async #write(name: string, value: unknown): Promise<boolean> {
    const payload = JSON.stringify(value);
    return replaceFile(join(this.#folder, name), `${sha256(name, payload)}\n${payload}`).then(
      () => true,
      () => false,
    );
  }
}

const summariesName = "summaries.json";
const lessonName = (key: string): string => `${key}.lesson.json`;
const entryName = /^[0-9a-f]{64}\.lesson\.json$/;
const temporaryName = /^(?:[0-9a-f]{64}\.lesson|summaries)\.json\.\d+-\d+\.tmp$/;

/** After this many milliseconds nobody is still writing a file. */
const longestWrite = 3_600_000;

// Only this class writes such hashes, and it writes what it is given; a look at the outermost fields is enough.

function isSummaries(value: unknown): value is Record<string, CachedSummary> {
  return typeof value === "object" && value !== null && Object.values(value).every(isSummary);
}

function isSummary(value: unknown): boolean {
  return hasFields(value, "summary", "diagnostics");
}

function isResult(value: unknown): value is LessonResult {
  return hasFields(value, "lesson", "diagnostics");
}

function hasFields(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => Object.hasOwn(value, name));
}
