/** The world as a command sees it. */
export interface Io {
  /** Writes to standard output. */
  stdout(text: string): void;
  /** Writes to standard error. */
  stderr(text: string): void;
  /** The bytes of a file, or of standard input for `-`. Rejects with an error that has a `code`, as Node's do. */
  readFile(path: string): Promise<Uint8Array>;
  /**
   * The bytes of a file piece by piece, or of standard input for `-`, until the signal aborts. Fails with an error that
   * has a `code`, as Node's do.
   */
  openFile(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Replaces a file as a whole, or makes it: a reader sees the old content or the new one. Folders above it are made. */
  writeFile(path: string, text: string): Promise<void>;
  /** The files below a folder, sorted, without hidden ones and `node_modules`; `undefined` when it is no folder. */
  listFiles(path: string): Promise<string[] | undefined>;
  /** Gives something each time that one of the paths, or a file below it, has changed. Ends when the caller stops. */
  watch(paths: readonly string[]): AsyncIterable<unknown>;
  /** What a module of JavaScript exports. Running it is what its author wants: it is a program of the caller's. */
  importModule(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the process is told to stop; a second signal ends it at once. */
  toldToStop(): Promise<"SIGINT" | "SIGTERM">;
  /** Resolves when standard output takes more; `false` when nobody reads it any more. */
  drained(): Promise<boolean>;
  /** Resolves after a time in milliseconds, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** A variable of the environment. */
  env(name: string): string | undefined;
  /** Whether a line on standard error may be drawn over: somebody watches it, and the output goes elsewhere. */
  showsProgress: boolean;
  /** Whether standard output shows colours. */
  hasColors: boolean;
}

/** A command was called in a way that it does not offer, or a file cannot be read. Its message is one line for a person. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
