import { littleEndianFloats, MessageWriter } from "./protobuf.ts";

/** A 32-bit float tensor in a model's interface. A string names a dimension that is open, such as the batch. */
export interface ValueInfo {
  name: string;
  shape: readonly (number | string)[];
}

/** A constant 32-bit float tensor, in row-major order. */
export interface Initializer {
  name: string;
  shape: readonly number[];
  values: readonly number[];
}

/** The value of an operator's attribute: whole numbers of at least 0, or floats. */
export type Attribute = { integer: number } | { float: number };

/** One operator of a graph. */
export interface GraphNode {
  operator: string;
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, Attribute>> | undefined;
}

/** A model as an ONNX file holds it. */
export interface OnnxModel {
  /** Who wrote the file. */
  producer: string;
  /** The version of the default operator set. */
  opset: number;
  graphName: string;
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  initializers: readonly Initializer[];
  /** In an order in which every input is known before it is used. */
  nodes: readonly GraphNode[];
  /** Kept in the file for people and tools. Default: none. */
  metadata?: Readonly<Record<string, string>> | undefined;
}

/** IR version 8 belongs to ONNX 1.10 to 1.12; every runtime of the last years reads it. */
const irVersion = 8;
const float32 = 1;
const attributeTypes = { float: 1, integer: 2 } as const;

/**
 * Writes a model of 32-bit float tensors as an ONNX file. The same model gives the same bytes.
 *
 * Source of the field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 *
 * @throws TypeError when an initializer has not as many values as its shape says, or a number is not writable.
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const file = new MessageWriter()
    .integer(1, irVersion)
    .text(2, model.producer)
    .message(7, (graph) => {
      writeGraph(graph, model);
    })
    .message(8, (opset) => opset.integer(2, model.opset));
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    file.message(14, (entry) => entry.text(1, key).text(2, value));
  }
  return file.finish();
}

function writeGraph(graph: MessageWriter, model: OnnxModel): void {
  for (const node of model.nodes) {
    graph.message(1, (message) => {
      writeNode(message, node);
    });
  }
  graph.text(2, model.graphName);
  for (const initializer of model.initializers) {
    graph.message(5, (message) => {
      writeInitializer(message, initializer);
    });
  }
  for (const [field, values] of [
    [11, model.inputs],
    [12, model.outputs],
  ] as const) {
    for (const value of values) {
      graph.message(field, (message) => {
        writeValueInfo(message, value);
      });
    }
  }
}

function writeNode(message: MessageWriter, node: GraphNode): void {
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, node.name).text(4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    message.message(5, (field) => {
      field.text(1, name);
      if ("integer" in attribute) field.integer(3, attribute.integer).integer(20, attributeTypes.integer);
      else field.float(2, attribute.float).integer(20, attributeTypes.float);
    });
  }
}

function writeInitializer(message: MessageWriter, { name, shape, values }: Initializer): void {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== values.length) {
    throw new TypeError(`${name} has the shape [${shape.join(", ")}], so ${size} values, not ${values.length}`);
  }
  for (const dimension of shape) message.integer(1, dimension);
  message.integer(2, float32).text(8, name).bytes(9, littleEndianFloats(values));
}

function writeValueInfo(message: MessageWriter, { name, shape }: ValueInfo): void {
  message.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.integer(1, float32).message(2, (dimensions) => {
        for (const dimension of shape) {
          dimensions.message(1, (field) => {
            if (typeof dimension === "string") field.text(2, dimension);
            else field.integer(1, dimension);
          });
        }
      }),
    ),
  );
}
