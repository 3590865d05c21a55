const maxKeyLength = 64;

/** A path as a JSON Pointer (RFC 6901, section 3); the caller's own keys are cut. */
export function toPointer(path: readonly PropertyKey[]): string {
  const segments = path.map((key) => String(key).slice(0, maxKeyLength));
  return segments.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
