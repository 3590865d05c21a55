import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic, LessonResult } from "@mlops/schema";
import type { LessonSummary } from "../course/summary.ts";
import { replaceFile, sha256 } from "./files.ts";

/** What is kept of a lesson so that it need not be parsed again. */
export interface CachedSummary {
  summary: LessonSummary;
  diagnostics: Diagnostic[];
}

/**
 * Parsed lessons in a folder, by a hash over their bytes and what they were parsed with. An entry that is damaged, or was
 * not written by this class, counts as none. Each entry has two files, so that what is not asked for is not read.
 */
export class LessonCache {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async readSummary(key: string): Promise<CachedSummary | undefined> {
    this.#name(key, "lesson");
    return this.#read(this.#name(key, "summary"), isSummary);
  }

  async readLesson(key: string): Promise<LessonResult | undefined> {
    return this.#read(this.#name(key, "lesson"), isResult);
  }

  /** Keeps both; a cache that cannot be written to is no reason to fail. */
  async write(key: string, summary: CachedSummary, result: LessonResult): Promise<void> {
    await Promise.allSettled([
      this.#write(this.#name(key, "lesson"), result),
      this.#write(this.#name(key, "summary"), summary),
    ]);
  }

  /** Takes away what was neither read nor written since this object was made. */
  async prune(): Promise<void> {
    const files = await readdir(this.#folder).catch(() => []);
    const unused = files.filter((file) => entryName.test(file) && !this.#used.has(file));
    await Promise.allSettled(unused.map((file) => rm(join(this.#folder, file), { force: true })));
  }

  /** The name of a file, which is kept from then on. */
  #name(key: string, what: "summary" | "lesson"): string {
    const name = `${key}.${what}.json`;
    this.#used.add(name);
    return name;
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

  async #write(name: string, value: unknown): Promise<void> {
    const payload = JSON.stringify(value);
    await replaceFile(join(this.#folder, name), `${sha256(name, payload)}\n${payload}`);
  }
}

// Only this class writes such hashes, and it writes what it is given; a look at the outermost fields is enough.

function isSummary(value: unknown): value is CachedSummary {
  return hasFields(value, "summary", "diagnostics");
}

function isResult(value: unknown): value is LessonResult {
  return hasFields(value, "lesson", "diagnostics");
}

function hasFields(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => Object.hasOwn(value, name));
}

const entryName = /^[0-9a-f]{64}\.(?:summary|lesson)\.json$/;
