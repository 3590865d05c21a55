import { isUtf8 } from "node:buffer";
import { encodeTensor } from "../../core/tensor/binary-tensor.ts";
import { isDatatype } from "../../core/tensor/datatype.ts";
import type { Tensor } from "../../core/tensor/tensor.ts";
import { textOf, valueTexts } from "../../core/tensor/write-tensor.ts";
import { isObject, ownValue, readJsonAnswer, unfit } from "../read-answer.ts";
import { RemoteError } from "../remote-error.ts";
import { RemoteFault } from "../remote-fault.ts";
import type { RemoteTensor, RemoteTensors, TensorBatch, TensorProtocol } from "../protocol.ts";
import type { RemoteRequest } from "../send.ts";
import type { Ask } from "../when-ready.ts";
import { readInferAnswer } from "./read-infer-answer.ts";

/** A model behind the Open Inference Protocol. */
export interface OpenInferenceTarget {
  /** The model's name on the server. */
  readonly model: string;
  /** Default: the one that the server chooses. */
  readonly version?: string | undefined;
  /**
   * Whether tensors are sent and asked for as bytes.
   *
   * @default whether the server says that it speaks `binary_tensor_data`
   */
  readonly binary?: boolean | undefined;
}

/** The Open Inference Protocol, version 2, over REST (inference_rest.md), with Triton's extension for binary tensors. */
export function openInferenceRemote({ model, version, binary }: OpenInferenceTarget): TensorProtocol {
  const base = `/v2/models/${encodeURIComponent(model)}`;
  const root = version === undefined ? base : `${base}/versions/${encodeURIComponent(version)}`;
  return {
    kind: "tensors",
    path: `${root}/infer`,
    async isReady(ask) {
      const { body } = await ask({ method: "GET", path: `${root}/ready` });
      // Servers that say so in the body may answer 200 all the same.
      return !/"ready"\s*:\s*false/.test(Buffer.from(body.subarray(0, 1_024)).toString());
    },
    async connect(ask) {
      const described = await describeOpenInference(ask, root);
      const isBinary = binary ?? (await speaksBinary(ask));
      return {
        described,
        isBinary,
        predict: (call, batch) =>
          call(inferRequest(`${root}/infer`, batch, isBinary), (answer) => readInferAnswer(answer, batch)),
      };
    },
  };
}

/**
 * What a server says of a model.
 *
 * @param root - The model's path.
 * @throws RemoteError `remote-metadata-invalid`.
 */
export async function describeOpenInference(ask: Ask, root: string): Promise<RemoteTensors> {
  let metadata: unknown;
  try {
    metadata = readJsonAnswer(await ask({ method: "GET", path: root }));
  } catch (error) {
    throw new RemoteError("remote-metadata-invalid", `The remote does not describe its model at ${root}`, error);
  }
  return { inputs: tensorsOf(metadata, "inputs"), outputs: tensorsOf(metadata, "outputs") };
}

function tensorsOf(metadata: unknown, side: "inputs" | "outputs"): RemoteTensor[] {
  const list = ownValue(metadata, side) ?? [];
  if (!isObject(metadata) || !Array.isArray(list)) throw misdescribed(side);
  return list.map((one: unknown) => {
    const [name, type, shape] = [ownValue(one, "name"), ownValue(one, "datatype"), ownValue(one, "shape")];
    if (typeof name !== "string" || typeof type !== "string" || !Array.isArray(shape)) throw misdescribed(side);
    return { name, type, datatype: isDatatype(type) ? type : undefined, shape: shape.map(Number) };
  });
}

function misdescribed(side: string): RemoteError {
  return new RemoteError(
    "remote-metadata-invalid",
    `The remote's ${side} are no list of objects with a name, a datatype and a shape`,
  );
}

async function speaksBinary(ask: Ask): Promise<boolean> {
  try {
    const extensions = ownValue(readJsonAnswer(await ask({ method: "GET", path: "/v2" })), "extensions");
    return Array.isArray(extensions) && extensions.includes("binary_tensor_data");
  } catch (error) {
    // A server need not say what it is.
    if (error instanceof RemoteFault) return false;
    throw error;
  }
}

/** An inference request; with bytes after its JSON where the server takes them. */
function inferRequest(path: string, { inputs, outputs }: TensorBatch, isBinary: boolean): RemoteRequest {
  const parts: Uint8Array[] = [];
  const texts = [...inputs].map(([name, one]) => {
    const head = `{"name":${JSON.stringify(name)},"shape":[${one.shape.join()}],"datatype":"${one.datatype}"`;
    if (!isBinary) return `${head},"data":[${textsOf(name, one).join()}]}`;
    const bytes = encodeTensor(one);
    parts.push(bytes);
    return `${head},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const wanted = Object.keys(outputs).map((name) => ({
    name,
    ...(isBinary && { parameters: { binary_data: true } }),
  }));
  const text = `{"inputs":[${texts.join()}],"outputs":${JSON.stringify(wanted)}}`;
  if (!isBinary) return { method: "POST", path, headers: { "content-type": "application/json" }, body: text };
  const json = Buffer.from(text);
  return {
    method: "POST",
    path,
    headers: {
      accept: "application/octet-stream, application/json",
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(json.length),
    },
    body: Buffer.concat([json, ...parts]),
  };
}

/** Values as JSON; the contract may let in some that have no form there. */
function textsOf(name: string, one: Tensor): string[] {
  const refuse = (what: string): never => {
    throw unfit(`the contract lets in ${what} for ${name}, which cannot be sent as JSON`);
  };
  return valueTexts(one, {
    nonFinite: () => refuse("numbers that are not finite"),
    bytes: (value) => (isUtf8(value) ? textOf(value) : refuse("bytes that are no text")),
  });
}
