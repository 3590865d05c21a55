import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "../core/http/exchange.ts";
import { icon } from "./icon.ts";
import { style } from "./style.ts";

/** Where the compiler has put the page's programs, seen from the sources as from the build. */
const folder = new URL("../../dist/docs/browser/", import.meta.url);

/** A file of the page, as it is and compressed. */
interface Asset {
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
}

/** The files of the page by their names. */
export type Assets = ReadonlyMap<string, Asset>;

/**
 * Reads the files: the page's programs from the disk, style sheet and icon from memory. Where nothing has been compiled
 * there are no programs, and the page can still be read.
 */
export async function readAssets(programs: URL = folder): Promise<Assets> {
  const names = await readdir(programs).catch(() => []);
  const entries = await Promise.all([
    assetOf("style.css", "text/css; charset=utf-8", Buffer.from(style)),
    assetOf("icon.svg", "image/svg+xml", Buffer.from(icon)),
    ...names
      .filter((name) => name.endsWith(".js"))
      .toSorted()
      .map(async (name) => assetOf(name, "text/javascript; charset=utf-8", await readFile(new URL(name, programs)))),
  ]);
  return new Map(entries);
}

const zip = promisify(gzip);

async function assetOf(name: string, contentType: string, bytes: Buffer): Promise<[string, Asset]> {
  const zipped = await zip(bytes, { level: 9 });
  const etag = createHash("sha256").update(bytes).digest("base64url").slice(0, 27);
  return [name, { contentType, bytes, zipped, etag }];
}

/** The answer with a file: a browser asks each time whether the one that it has is still the right one. */
export function assetReply({ contentType, bytes, zipped, etag }: Asset, headers: IncomingHttpHeaders): Reply {
  const isZipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers["accept-encoding"] ?? "");
  // A representation of its own has a tag of its own (RFC 9110, section 8.8.3.3).
  const tag = `"${etag}${isZipped ? "-gzip" : ""}"`;
  const own = { etag: tag, "cache-control": "no-cache", vary: "accept-encoding, origin" };
  if (isNamed(headers["if-none-match"], tag)) return { status: 304, headers: own };
  return {
    status: 200,
    body: { bytes: isZipped ? zipped : bytes, contentType },
    headers: { ...own, ...(isZipped && { "content-encoding": "gzip" }) },
  };
}

/** Whether `if-none-match` has a tag; weak ones count (RFC 9110, section 13.1.2). */
function isNamed(header: string | undefined, tag: string): boolean {
  const tags = (header ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return tags.includes(tag) || tags.includes("*");
}
