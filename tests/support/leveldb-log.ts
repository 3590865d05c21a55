// The write-ahead log of LevelDB, in which Chromium keeps IndexedDB:
// https://github.com/google/leveldb/blob/main/doc/log_format.md

import { readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";

const blockSize = 32_768;
const headerSize = 7;
const full = 1;
const last = 4;

/** How many bytes of a log are whole records: less than all of them when its writer was ended within a record. */
function wholeLength(log: Buffer): number {
  let whole = 0;
  let at = 0;
  while (at < log.length) {
    const leftInBlock = blockSize - (at % blockSize);
    if (leftInBlock < headerSize) {
      at += leftInBlock;
      continue;
    }
    if (at + headerSize > log.length) break;
    const type = log.readUInt8(at + 6);
    at += headerSize + log.readUInt16LE(at + 4);
    if (at > log.length) break;
    if (type === full || type === last) whole = at;
  }
  return whole;
}

/** The logs of the databases in the profile of a browser that does not run. */
async function logsOf(profile: string): Promise<string[]> {
  const folder = join(profile, "Default", "IndexedDB");
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".log")).map((file) => join(folder, file));
}

/**
 * Cuts off the last record of each log if it is not whole, so that Chromium does not append to it
 * (https://github.com/google/leveldb/issues/1287).
 */
export async function cutTornRecords(profile: string): Promise<void> {
  for (const file of await logsOf(profile)) await truncate(file, wholeLength(await readFile(file)));
}

/** Leaves each log as if its writer had been ended within the last record. */
export async function tearLastRecords(profile: string): Promise<void> {
  for (const file of await logsOf(profile)) await truncate(file, wholeLength(await readFile(file)) - 1);
}
