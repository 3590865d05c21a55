/** The world as a command sees it. */
export interface Io {
  /** Writes to standard output. */
  stdout(text: string): void;
  /** Writes to standard error. */
  stderr(text: string): void;
  /** The bytes of a file, or of standard input for `-`. Rejects with an error that has a `code`, as Node's do. */
  readFile(path: string): Promise<Uint8Array>;
}

/** A command was called in a way that it does not offer, or a file cannot be read. Its message is one line for a person. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
