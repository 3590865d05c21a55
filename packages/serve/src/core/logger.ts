/**
 * Where the kit writes what happens: structured fields first, then a sentence. pino, and whatever is shaped like it,
 * fits as it is.
 */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const ignore = (): void => {};

/** Writes nothing: what is used when no logger is given. */
export const silentLogger: Logger = { info: ignore, warn: ignore, error: ignore };
