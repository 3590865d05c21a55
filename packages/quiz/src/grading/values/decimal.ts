/** A decimal number without rounding: `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const literal = /^(?<sign>[+-]?)(?=\.?[0-9])(?<whole>[0-9]*)\.?(?<part>[0-9]*)(?:[eE](?<exponent>[+-]?[0-9]{1,3}))?$/;

/** Reads `3`, `-3.14`, `.5`, `1e-3`; `undefined` for anything else. Length is the caller's to bound. */
export function parseDecimal(text: string): Decimal | undefined {
  const groups = literal.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign, whole = "", part = "", exponent = 0 } = groups;
  const digits = BigInt(`${whole}${part}`);
  return { digits: sign === "-" ? -digits : digits, scale: part.length - Number(exponent) };
}

/** Both as whole numbers of the same power of ten. */
function align(one: Decimal, other: Decimal): [bigint, bigint] {
  const scale = Math.max(one.scale, other.scale);
  return [one.digits * 10n ** BigInt(scale - one.scale), other.digits * 10n ** BigInt(scale - other.scale)];
}

/** Whether the first is at most the second. */
export function isAtMost(one: Decimal, other: Decimal): boolean {
  const [left, right] = align(one, other);
  return left <= right;
}

export function multiply(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale };
}

/** How far apart two numbers are. */
export function distance(one: Decimal, other: Decimal): Decimal {
  const [left, right] = align(one, other);
  return magnitude({ digits: left - right, scale: Math.max(one.scale, other.scale) });
}

export function magnitude({ digits, scale }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, scale };
}

/** The shortest way to write it without an exponent: `-0.5`, `1200`. */
export function writeDecimal({ digits, scale }: Decimal): string {
  const positive = digits < 0n ? -digits : digits;
  const text = (scale < 0 ? positive * 10n ** BigInt(-scale) : positive).toString().padStart(scale + 1, "0");
  const place = text.length - Math.max(scale, 0);
  const part = text.slice(place).replace(/0+$/, "");
  return `${digits < 0n ? "-" : ""}${text.slice(0, place)}${part === "" ? "" : `.${part}`}`;
}
