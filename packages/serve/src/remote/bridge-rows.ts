import type { RowContract } from "../core/contract/model.ts";
import { rowsOfTensors, tensorsOfRows } from "../core/contract/row-codec.ts";
import type { RowField } from "../core/contract/row-fields.ts";
import { allocate, datatypes, isBigData } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import { shapeOfLists } from "../core/tensor/fill-tensor.ts";
import { tensorOf } from "../core/tensor/tensor.ts";
import type { Tensor } from "../core/tensor/tensor.ts";
import type { Call, RemoteTensor, TensorSession } from "./protocol.ts";
import { isObject, ownValue, understood, unfit } from "./read-answer.ts";

/**
 * Predicts for rows with a protocol of tensors. Rows that lack different optional fields, or whose lists have different
 * sizes, cannot share a request.
 */
export async function predictRows(
  session: TensorSession,
  { inputFields, outputFields }: RowContract,
  rows: readonly unknown[],
  call: Call,
): Promise<unknown[]> {
  const groups = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const key = inputFields.map((field) => shapeKey(row, field)).join(";");
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  const outputs: unknown[] = [];
  for (const indexes of groups.values()) {
    const group = indexes.map((index) => rows[index]);
    const fields = inputFields.filter((field) => hasField(group[0], field));
    const inputs = new Map(
      [...tensorsOfRows(fields, group)].map(([name, one]) => [name, sentAs(name, one, session.described?.inputs)]),
    );
    const wanted = Object.fromEntries(outputFields.map(({ name, spec }) => [name, spec]));
    const batch = { inputs, rowCount: group.length, outputs: wanted };
    const answer = await session.predict(call, batch);
    const read = understood(() => rowsOfTensors(outputFields, answer, group.length));
    for (const [place, index] of indexes.entries()) outputs[index] = read[place];
  }
  return outputs;
}

function hasField(row: unknown, { field }: RowField): boolean {
  return field === undefined || ownValue(row, field) !== undefined;
}

function shapeKey(row: unknown, field: RowField): string {
  if (!hasField(row, field)) return "-";
  const value = field.field === undefined ? row : ownValue(row, field.field);
  return field.kind === "json" || isObject(value) ? "" : shapeOfLists(value).join();
}

/** A tensor of numbers in the datatype that the remote takes. */
function sentAs(name: string, one: Tensor, described: readonly RemoteTensor[] | undefined): Tensor {
  const datatype = described?.find((remote) => remote.name === name)?.datatype ?? one.datatype;
  if (datatype === one.datatype || datatype === "BYTES" || one.datatype === "BYTES") return one;
  const data = allocate(datatype, one.data.length);
  for (const [index, value] of one.data.entries()) {
    assertFits(name, datatype, value);
    if (isBigData(data)) data[index] = BigInt(value);
    else data[index] = Number(value);
  }
  return tensorOf(datatype, one.shape, data);
}

function assertFits(name: string, datatype: Datatype, value: number | bigint): void {
  const { range } = datatypes[datatype];
  if (range === undefined) return;
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  if (!isWhole || value < range[0] || value > range[1]) {
    throw unfit(`the contract lets in numbers for ${name} that ${datatype} cannot hold`);
  }
}
