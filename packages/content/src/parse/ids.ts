import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { slug } from "github-slugger";
import { idMaxLength, slugMaxLength } from "../limits.ts";
import { cut } from "./text.ts";

/** What an id or attribute may look like: as in file names and URLs, at most 128 characters. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** The first `length` hexadecimal digits of the SHA-256 over the parts; parts cannot run into each other. */
export function contentHash(length: number, ...parts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, length);
}

/** A text as words for a hash: composed characters, single spaces. */
export function normalised(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/gu, " ").trim();
}

/** A short readable name for a text: lower-case words and dashes, never empty, and never the one name that no id may have. */
export function slugOf(text: string, fallback: string): string {
  const words = cut(slug(text), slugMaxLength)
    .replaceAll(/\p{Surrogate}/gu, "")
    .replaceAll(/^-+|-+$/gu, "")
    .replace(/^__proto__$/, "proto");
  return words === "" ? fallback : words;
}

/** Hands out ids that are unique among those it has seen: a repeated one gets `-2`, `-3` … */
export class IdSet {
  readonly #taken = new Map<string, number>();

  has(id: string): boolean {
    return this.#taken.has(id);
  }

  unique(id: string): string {
    const count = (this.#taken.get(id) ?? 0) + 1;
    this.#taken.set(id, count);
    if (count === 1) return id;
    const suffix = `-${count}`;
    return this.unique(id.slice(0, idMaxLength - suffix.length) + suffix);
  }
}
