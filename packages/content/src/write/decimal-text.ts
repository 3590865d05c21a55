const maxDecimals = 7;

/** A number as the format writes it: without an exponent, with at most seven decimals. */
export function decimalText(value: number): string {
  const text = value.toFixed(maxDecimals).replace(/\.?0+$/, "");
  return Number(text) === 0 ? "0" : text;
}
