import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { tensor } from "@mlops/serve";
import type { Datatype, TensorContract, TensorSpec } from "@mlops/serve";
import type { ReportedTensor } from "./check-contract.ts";
import { OnnxError } from "./errors.ts";
import { loadFile } from "./session.ts";
import { isRuntimeDatatype, runtimeTypes } from "./tensor.ts";

/**
 * The contract that an ONNX file has by itself: its inputs and outputs, for tools that serve a file without knowing it.
 * Where a contract is written down, a file that changes is noticed; here it is not.
 *
 * @throws OnnxError `onnx-unreadable`, `onnx-invalid`, or `onnx-contract-mismatch` for a file whose first dimension is no
 * open batch or whose values are no tensors.
 */
export async function onnxContract(file: string | URL): Promise<TensorContract> {
  const name = basename(file instanceof URL ? fileURLToPath(file) : file);
  const { session } = await loadFile(file, undefined, {});
  try {
    return {
      inputs: specsOf(name, "input", session.inputMetadata),
      outputs: specsOf(name, "output", session.outputMetadata),
    };
  } finally {
    await session.release();
  }
}

function specsOf(
  file: string,
  side: "input" | "output",
  reported: readonly ReportedTensor[],
): Readonly<Record<string, TensorSpec>> {
  return Object.fromEntries(reported.map((one) => [one.name, specOf(`${file}: the ${side} "${one.name}"`, one)]));
}

function specOf(what: string, { isTensor, type, shape = [] }: ReportedTensor): TensorSpec {
  const datatype = datatypeOf(type);
  if (!isTensor || datatype === undefined) {
    throw new OnnxError("onnx-contract-mismatch", `${what} is no tensor that can be served, but ${type ?? "unknown"}`);
  }
  const [batch, ...rest] = shape;
  if (batch === undefined || (typeof batch === "number" && batch >= 0)) {
    throw new OnnxError(
      "onnx-contract-mismatch",
      `${what} has the shape [${shape.join(", ")}], whose first size is not open`,
    );
  }
  const dimensions = rest.map((size, axis) => {
    if (typeof size === "number" && size > 0) return size;
    return typeof size === "string" && size !== "" ? size : `size${axis + 1}`;
  });
  return tensor(datatype, "batch", ...dimensions);
}

const datatypes: readonly Datatype[] = [
  "BOOL",
  "UINT8",
  "UINT16",
  "UINT32",
  "UINT64",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "FP16",
  "FP32",
  "FP64",
  "BYTES",
];

function datatypeOf(type: string | undefined): Datatype | undefined {
  return datatypes.find((datatype) => isRuntimeDatatype(datatype) && runtimeTypes[datatype] === type);
}
