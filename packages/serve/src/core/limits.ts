/** What one request may cost. Each is the largest value that passes. */
export interface Limits {
  /**
   * The length of a request's body in bytes.
   *
   * @default 102_400
   */
  bodyBytes: number;
  /**
   * How deep lists and objects may nest in a body.
   *
   * @default 100
   */
  jsonDepth: number;
  /**
   * How many failures an answer lists.
   *
   * @default 20
   */
  reportedErrors: number;
}

const defaults: Limits = { bodyBytes: 102_400, jsonDepth: 100, reportedErrors: 20 };

/** The given limits over the defaults; `undefined` means the default. */
export function resolveLimits(limits: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } = {}): Limits {
  const resolved = {
    bodyBytes: limits.bodyBytes ?? defaults.bodyBytes,
    jsonDepth: limits.jsonDepth ?? defaults.jsonDepth,
    reportedErrors: limits.reportedErrors ?? defaults.reportedErrors,
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new TypeError(`limits.${name} must be a whole number of at least 1, not ${value}`);
    }
  }
  return resolved;
}
