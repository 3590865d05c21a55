/** A number with at most seven decimals from `min` to `max`; `undefined` for anything else. */
export function readDecimal(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^-?[0-9]{1,6}(?:\.[0-9]{1,7})?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value + 0 : undefined;
}
