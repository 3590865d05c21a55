import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import * as z from "zod";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import { assertDistinct, digestEntry } from "./secrets.ts";
import type { SecretEntry } from "./secrets.ts";

/** How old what is known of the file may be when a key is looked up, in milliseconds. */
const checkMs = 1_000;
const largestFile = 4 * 1024 * 1024;

const fileSchema = z.strictObject({
  keys: z.array(z.strictObject({ id: z.string(), sha256: z.string(), scopes: z.array(z.string()).optional() })),
});

/** The entries of keys in a file. */
export interface KeyFile {
  /** The entries; what they say is at most a second old, or the last that was good. */
  entries(): Promise<readonly SecretEntry[]>;
}

/**
 * Reads a file with keys, and again whenever a key is looked up and a second has passed. Content that is faulty changes
 * nothing, and is logged once.
 *
 * @throws TypeError when the file cannot be used at the start.
 */
export function openKeyFile(path: string | URL, clock: Clock, log: Logger): KeyFile {
  let text = readAtStart(path);
  let entries = parseKeys(text);
  let checkedAt = clock.now();
  let checking: Promise<void> | undefined;
  let isGood = true;

  const check = async (): Promise<void> => {
    try {
      const { size } = await stat(path);
      if (size > largestFile) throw new TypeError(`The file of keys has more than ${largestFile} bytes`);
      const next = await readFile(path, "utf8");
      if (next !== text) {
        entries = parseKeys(next);
        text = next;
        log.info({ keys: entries.length }, "the file of keys was read again");
      }
      isGood = true;
    } catch (error) {
      if (isGood) log.error({ err: error }, "the file of keys cannot be used: the keys from before stay");
      isGood = false;
    }
  };

  return {
    async entries() {
      if (checking === undefined && clock.now() - checkedAt >= checkMs) {
        checkedAt = clock.now();
        checking = check().finally(() => {
          checking = undefined;
        });
      }
      await checking;
      return entries;
    },
  };
}

function readAtStart(path: string | URL): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new TypeError("The file of keys cannot be read", { cause: error });
  }
}

/** @throws TypeError */
function parseKeys(text: string): SecretEntry[] {
  const { keys } = parseFile(text);
  const entries = keys.map((one, index) => digestEntry(`keys[${index}]`, one.sha256, one));
  assertDistinct("keys", entries);
  return entries;
}

function parseFile(text: string): z.infer<typeof fileSchema> {
  const shape = 'The file of keys is not { "keys": [{ "id", "sha256", "scopes" }] }';
  const { data, error } = fileSchema.safeParse(parseJson(text));
  // The parser's messages may quote the file; its places do not.
  if (data === undefined) throw new TypeError(`${shape}: see /${error.issues[0]?.path.join("/") ?? ""}`);
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
