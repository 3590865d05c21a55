/**
 * A finite number as TensorFlow Serving writes it: in the form of `printf`'s `%g` with the digits that it takes to read the
 * same value of the datatype, and with `.0` where it would look like a whole number, so that clients tell floats from
 * integers: `0.5`, `3.0`, `9e+06`.
 *
 * Where six digits do not suffice, TensorFlow Serving writes 9 of a float and 17 of a double. This writes as many as are
 * needed: `0.3333333333333333`, not `0.33333333333333331`.
 *
 * @see tensorflow_serving/util/json_tensor.cc, WriteDecimal
 */
export function floatText(value: number, datatype: "FP32" | "FP64"): string {
  const size = Math.abs(value);
  // What most numbers are; JSON writes them as `%g` does.
  if (size < 1e6 && (size >= 1e-4 || size === 0)) {
    if (Number.isInteger(value)) return Object.is(value, -0) ? "-0.0" : `${value}.0`;
    return JSON.stringify(datatype === "FP64" ? value : decimalOf(value, size));
  }
  return datatype === "FP64" ? generalText(value.toExponential(), 17) : generalText(exponentialFloat32(value), 9);
}

/**
 * The decimal number of six to nine digits that reads as the same 32-bit float, as a double.
 *
 * Only for sizes from 1e-4 to 1e6: there, ten to the power of any place is exact, so that the quotient is the double
 * nearest to the decimal.
 */
function decimalOf(value: number, size: number): number {
  const round = (power: number): number => Math.round(value * power) / power;
  // Most floats take eight digits or nine.
  const power = 10 ** (8 - Math.ceil(Math.log10(size)));
  const eight = round(power);
  if (Math.fround(eight) !== value) return round(power * 10);
  const seven = round(power / 10);
  if (Math.fround(seven) !== value) return eight;
  const six = round(power / 100);
  return Math.fround(six) === value ? six : seven;
}

/** Six digits, or the fewest beyond that, which read as the same 32-bit float; in exponential form. */
function exponentialFloat32(value: number): string {
  const six = value.toExponential(5);
  if (Math.fround(Number(six)) === value) return six;
  const eight = value.toExponential(7);
  if (Math.fround(Number(eight)) !== value) return value.toExponential(8);
  const seven = value.toExponential(6);
  return Math.fround(Number(seven)) === value ? seven : eight;
}

/**
 * `%g` of a number in exponential form: `-1.25e+7`.
 *
 * @param most - The precision of numbers with more than six digits.
 */
function generalText(exponential: string, most: number): string {
  const [mantissa = "", power = "0"] = exponential.split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "").replace(/0+$/, "") || "0";
  const exponent = Number(power);
  const precision = digits.length <= 6 ? 6 : most;
  if (exponent >= -4 && exponent < precision) return sign + fixedText(digits, exponent);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const magnitude = String(Math.abs(exponent)).padStart(2, "0");
  return `${sign}${digits.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${magnitude}`;
}

function fixedText(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${whole}.${digits.slice(exponent + 1) || "0"}`;
}
