import { isList, isObject, ownValue } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { datatypeOfTensorflow, isDatatype } from "./datatypes.ts";
import type { TensorInfo } from "./datatypes.ts";

/** The tensors of a model, as its server describes them. */
export interface ModelInfo {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/** A description that cannot be read; the message says what is missing. */
export class MetadataError extends Error {
  override readonly name = "MetadataError";
}

/**
 * The model metadata of the Open Inference Protocol.
 *
 * @throws MetadataError
 */
export function openInferenceInfo(body: Json): ModelInfo {
  const tensors = (side: "inputs" | "outputs"): TensorInfo[] => {
    const list = ownValue(body, side);
    if (!isList(list) || list.length === 0) throw new MetadataError(`the metadata has no ${side}`);
    return list.map((one) => {
      const [name, datatype, shape] = ["name", "datatype", "shape"].map((key) => ownValue(one, key));
      if (typeof name !== "string") throw new MetadataError(`one of the ${side} has no name`);
      if (!isDatatype(datatype)) throw new MetadataError(`${name} has a datatype that is none of the protocol's`);
      return { name, datatype, shape: shapeOf(name, isList(shape) ? shape : []) };
    });
  };
  return { inputs: tensors("inputs"), outputs: tensors("outputs") };
}

/**
 * A signature in the metadata of TensorFlow Serving.
 *
 * @throws MetadataError
 */
export function tensorflowInfo(body: Json, signatureName = "serving_default"): ModelInfo {
  const definition = ownValue(ownValue(body, "metadata"), "signature_def");
  const signature = ownValue(ownValue(definition, "signature_def"), signatureName);
  if (!isObject(signature)) throw new MetadataError(`the metadata has no signature ${signatureName}`);
  const tensors = (side: "inputs" | "outputs"): TensorInfo[] =>
    Object.entries(signature[side] ?? {}).map(([name, one]: [string, Json]) => {
      const datatype = datatypeOfTensorflow(ownValue(one, "dtype"));
      if (datatype === undefined)
        throw new MetadataError(`${name} has a dtype that is none of these: DT_FLOAT and so on`);
      const dimensions = ownValue(ownValue(one, "tensor_shape"), "dim");
      const sizes = isList(dimensions) ? dimensions.map((dimension) => ownValue(dimension, "size") ?? null) : [];
      return { name, datatype, shape: shapeOf(name, sizes) };
    });
  return { inputs: tensors("inputs"), outputs: tensors("outputs") };
}

/** Sizes, which are texts where the JSON is that of protocol buffers. */
function shapeOf(name: string, sizes: readonly Json[]): number[] {
  return sizes.map((size) => {
    const number = typeof size === "string" && /^-?[0-9]{1,15}$/.test(size) ? Number(size) : size;
    if (typeof number === "number" && Number.isSafeInteger(number) && number >= -1) return number;
    throw new MetadataError(`${name} has a shape that is no list of whole numbers`);
  });
}
