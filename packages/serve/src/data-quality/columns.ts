import { elementCount } from "../core/tensor/tensor.ts";
import type { Tensor } from "../core/tensor/tensor.ts";
import { featureName } from "./features-of.ts";
import { mostFeatures } from "./limits.ts";
import { elementOf } from "./mark-tensors.ts";

/** Rows of JSON, or tensors by name. */
export type ReferenceData = readonly unknown[] | Readonly<Record<string, Tensor>>;

/** The values of one feature. */
interface Column {
  readonly numbers: number[];
  /** How often there was each text. */
  readonly texts: Map<string, number>;
  /** How many values there are. */
  count: number;
}

/** Rows or tensors as columns of values, named as the features of a contract are. What is no single value is left out. */
export class Columns {
  readonly all: ReadonlyMap<string, Column>;
  readonly rowCount: number;
  readonly #columns: Map<string, Column> = new Map();
  /** How long the lists of each field are; `undefined` for lists of several lengths. */
  readonly #lengths: Map<string, number | undefined> = new Map();

  /** @param alone - The feature's name where a row is no object. */
  constructor(data: ReferenceData, alone: "input" | "output") {
    this.all = this.#columns;
    if (isRows(data)) {
      this.rowCount = data.length;
      for (const row of data) {
        if (typeof row !== "object" || row === null || Array.isArray(row)) this.#addField(alone, row);
        else for (const [field, value] of Object.entries(row)) this.#addField(field, value);
      }
      this.#leaveOutLists();
      return;
    }
    this.rowCount = Object.values(data)[0]?.shape[0] ?? 0;
    for (const [name, one] of Object.entries(data)) this.#addTensor(name, one);
  }

  #addField(name: string, value: unknown): void {
    if (!Array.isArray(value)) {
      // A list that is missing is missing in each of its columns.
      if (!this.#lengths.has(name) || (value !== null && value !== undefined)) this.#add(name, value);
      return;
    }
    const { length } = value;
    this.#lengths.set(name, this.#lengths.has(name) && this.#lengths.get(name) !== length ? undefined : length);
    for (const [column, one] of value.slice(0, mostFeatures).entries()) this.#add(featureName(name, column), one);
  }

  /** Lists of several lengths have no columns; a list that was missing before it was known to be one is no value. */
  #leaveOutLists(): void {
    for (const [name, length] of this.#lengths) {
      if (this.#columns.get(name)?.count === 0) this.#columns.delete(name);
      if (length !== undefined) continue;
      for (let column = 0; column < mostFeatures; column += 1) this.#columns.delete(featureName(name, column));
    }
  }

  #addTensor(name: string, one: Tensor): void {
    const rest = one.shape.slice(1);
    if (rest.length > 1) return;
    const stride = elementCount(rest);
    for (let row = 0; row < this.rowCount; row += 1) {
      if (rest.length === 0) this.#add(name, elementOf(one, row));
      for (let column = 0; rest.length > 0 && column < Math.min(stride, mostFeatures); column += 1) {
        this.#add(featureName(name, column), elementOf(one, row * stride + column));
      }
    }
  }

  #add(name: string, value: unknown): void {
    const isNumber = typeof value === "number" || typeof value === "bigint";
    const isText = typeof value === "string" || typeof value === "boolean";
    const number = isNumber ? Number(value) : Number.NaN;
    if (!isText && value !== null && value !== undefined && !isNumber) return;
    const column = this.#columnOf(name);
    if (column === undefined) return;
    if (isText) column.texts.set(String(value), (column.texts.get(String(value)) ?? 0) + 1);
    else if (Number.isFinite(number)) column.numbers.push(number);
    else return;
    column.count += 1;
  }

  #columnOf(name: string): Column | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined || this.#columns.size >= mostFeatures) return known;
    const column = { numbers: [], texts: new Map<string, number>(), count: 0 };
    this.#columns.set(name, column);
    return column;
  }
}

function isRows(data: ReferenceData): data is readonly unknown[] {
  return Array.isArray(data);
}
