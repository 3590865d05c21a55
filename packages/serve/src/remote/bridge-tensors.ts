import type { LoadedTensorModel, TensorContract } from "../core/contract/tensor-model.ts";
import { rowsOfTensors } from "../core/contract/row-codec.ts";
import type { FieldKind, RowField } from "../core/contract/row-fields.ts";
import { ServeError } from "../core/errors/serve-error.ts";
import { datatypes } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import type { TensorSpecs, Tensors } from "../core/tensor/tensor.ts";
import type { Call, RowProtocol } from "./protocol.ts";
import { readColumns } from "./read-columns.ts";

/** The inputs of a prediction. */
type Inputs = Parameters<LoadedTensorModel["predict"]>[0];

/** Predicts for tensors with a protocol of rows: each row is an object with a value for each tensor. */
export async function predictTensors(
  protocol: RowProtocol,
  contract: TensorContract,
  inputs: Tensors,
  rowCount: number,
  call: Call,
): Promise<Tensors> {
  const inputFields = fieldsOf(contract.inputs).filter(({ name }) => inputs.has(name));
  const outputFields = fieldsOf(contract.outputs);
  const rows = rowsOfTensors(inputFields, inputs, rowCount);
  const outputs = await protocol.predict(call, rows, { inputFields, outputFields, isTensors: true });
  // Tensors are answered as a whole.
  const failed = outputs.find((one) => one instanceof ServeError);
  if (failed !== undefined) throw failed;
  return readColumns(outputs, contract.outputs, rowCount);
}

/** The tensors that are there, by name. */
export function presentTensors(inputs: Inputs): Tensors {
  return new Map(Object.entries(inputs).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])));
}

function fieldsOf(specs: TensorSpecs): RowField[] {
  return Object.entries(specs).map(([name, spec]) => ({ field: name, name, spec, kind: kindOf(spec.datatype) }));
}

function kindOf(datatype: Datatype): FieldKind {
  if (datatype === "BYTES") return "text";
  if (datatype === "BOOL") return "boolean";
  return datatypes[datatype].range === undefined ? "number" : "integer";
}
