import { isUtf8 } from "node:buffer";
import type { Datatype } from "../../core/tensor/datatype.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor } from "../../core/tensor/tensor.ts";
import { nestTexts, textOf, valueTexts } from "../../core/tensor/write-tensor.ts";
import { isObject, ownValue, readJsonAnswer, unfit } from "../read-answer.ts";
import { readColumns } from "../read-columns.ts";
import { RemoteError } from "../remote-error.ts";
import { RemoteFault } from "../remote-fault.ts";
import type { RemoteTensor, RemoteTensors, TensorBatch, TensorProtocol } from "../protocol.ts";
import type { Ask } from "../when-ready.ts";

/** A model behind TensorFlow Serving, or a server that speaks its protocol, such as KServe's first. */
export interface TensorFlowTarget {
  /** The model's name on the server. */
  readonly model: string;
  /** Default: the one that the server chooses. */
  readonly version?: string | undefined;
  /** A name for a version; only without `version`. */
  readonly label?: string | undefined;
  /** @default the server's: `serving_default` */
  readonly signature?: string | undefined;
  /**
   * How values are listed: by rows (`instances`) or by inputs (`inputs`).
   *
   * @default "row"
   */
  readonly form?: "row" | "column" | undefined;
}

const defaultSignature = "serving_default";

/**
 * The REST API of TensorFlow Serving (g3doc/api_rest.md), method `predict`.
 *
 * @throws TypeError for a version and a label.
 */
export function tensorflowRemote({ model, version, label, signature, form = "row" }: TensorFlowTarget): TensorProtocol {
  if (version !== undefined && label !== undefined) throw new TypeError("A remote has a version or a label, not both");
  const base = `/v1/models/${encodeURIComponent(model)}`;
  const which =
    version === undefined
      ? label === undefined
        ? ""
        : `/labels/${encodeURIComponent(label)}`
      : `/versions/${encodeURIComponent(version)}`;
  const path = `${base}${which}:predict`;
  return {
    kind: "tensors",
    path,
    async isReady(ask) {
      const status = readJsonAnswer(await ask({ method: "GET", path: base + which }));
      // KServe's first protocol has a word in the place of the versions.
      if (ownValue(status, "ready") === true) return true;
      const versions = ownValue(status, "model_version_status");
      return Array.isArray(versions) && versions.some((one) => ownValue(one, "state") === "AVAILABLE");
    },
    async connect(ask) {
      return {
        described: await describe(ask, `${base}${which}/metadata`, signature ?? defaultSignature),
        isBinary: false,
        predict: (call, batch) => {
          const body = requestText(batch, signature, form);
          return call({ method: "POST", path, headers: { "content-type": "application/json" }, body }, (answer) => {
            const json = readJsonAnswer(answer, { nonFinite: true });
            const key = form === "row" ? "predictions" : "outputs";
            if (!isObject(json) || !Object.hasOwn(json, key)) throw unfit(`it has no ${key}`);
            return readColumns(json[key], batch.outputs, batch.rowCount);
          });
        },
      };
    },
  };
}

function requestText({ inputs, rowCount }: TensorBatch, signature: string | undefined, form: "row" | "column"): string {
  const head = signature === undefined ? "" : `"signature_name":${JSON.stringify(signature)},`;
  const columns = [...inputs].map(([name, one]) => ({ label: JSON.stringify(name), one, texts: textsOf(name, one) }));
  const [only, ...others] = columns;
  if (form === "column") {
    if (only !== undefined && others.length === 0) return `{${head}"inputs":${nestTexts(only.one.shape, only.texts)}}`;
    const members = columns.map(({ label, one, texts }) => `${label}:${nestTexts(one.shape, texts)}`);
    return `{${head}"inputs":{${members.join()}}}`;
  }
  if (only !== undefined && others.length === 0) return `{${head}"instances":${nestTexts(only.one.shape, only.texts)}}`;
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const members = columns.map(({ label, one, texts }) => {
      const [, ...rest] = one.shape;
      const size = elementCount(rest);
      return `${label}:${nestTexts(rest, texts.slice(row * size, (row + 1) * size))}`;
    });
    return `{${members.join()}}`;
  });
  return `{${head}"instances":[${rows.join()}]}`;
}

/** Values as JSON: bytes that are no text, and inputs whose names say that they are bytes, as base64. */
function textsOf(name: string, one: Tensor): string[] {
  const isBytes = name.endsWith("_bytes");
  return valueTexts(one, {
    nonFinite: String,
    bytes: (value) =>
      isBytes || !isUtf8(value) ? `{"b64":"${Buffer.from(value).toString("base64")}"}` : textOf(value),
  });
}

/** The datatypes of TensorFlow (tensorflow/core/framework/types.proto). */
const datatypeOf: ReadonlyMap<unknown, Datatype> = new Map([
  ["DT_BOOL", "BOOL"],
  ["DT_UINT8", "UINT8"],
  ["DT_UINT16", "UINT16"],
  ["DT_UINT32", "UINT32"],
  ["DT_UINT64", "UINT64"],
  ["DT_INT8", "INT8"],
  ["DT_INT16", "INT16"],
  ["DT_INT32", "INT32"],
  ["DT_INT64", "INT64"],
  ["DT_HALF", "FP16"],
  ["DT_BFLOAT16", "BF16"],
  ["DT_FLOAT", "FP32"],
  ["DT_DOUBLE", "FP64"],
  ["DT_STRING", "BYTES"],
]);

/** What a server says of a signature; `undefined` where it has no metadata. */
async function describe(ask: Ask, path: string, signature: string): Promise<RemoteTensors | undefined> {
  let body: unknown;
  try {
    body = readJsonAnswer(await ask({ method: "GET", path }));
  } catch (error) {
    // KServe's first protocol has none.
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
  const signatures = ["metadata", "signature_def", "signature_def"].reduce(ownValue, body);
  if (!isObject(signatures)) return undefined;
  const found = ownValue(signatures, signature);
  if (!isObject(found)) {
    const known = Object.keys(signatures).join(", ");
    throw new RemoteError(
      "remote-contract-mismatch",
      `The remote has no signature ${JSON.stringify(signature)}; there are: ${known}`,
    );
  }
  return { inputs: tensorsOf(found["inputs"]), outputs: tensorsOf(found["outputs"]) };
}

function tensorsOf(infos: unknown): RemoteTensor[] {
  if (!isObject(infos)) return [];
  return Object.entries(infos).map(([name, info]) => {
    const dtype = ownValue(info, "dtype");
    const shape = ownValue(info, "tensor_shape");
    const dims = ownValue(shape, "dim");
    const isKnown = ownValue(shape, "unknown_rank") !== true && Array.isArray(dims);
    return {
      name,
      type: datatypeOf.get(dtype) ?? String(dtype),
      datatype: datatypeOf.get(dtype),
      shape: isKnown ? dims.map((dim) => Number(ownValue(dim, "size") ?? -1)) : undefined,
    };
  });
}
