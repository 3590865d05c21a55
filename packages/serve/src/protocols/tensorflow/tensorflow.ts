import type { Protocol } from "../../core/protocol.ts";
import { kserveDialect } from "./kserve-dialect.ts";
import { checkSignatures } from "./signatures.ts";
import { tensorflowDialect } from "./tensorflow-dialect.ts";

/** How the paths under `/v1/models` are meant. */
export interface TensorflowOptions {
  /**
   * TensorFlow Serving and the first protocol of KServe have the same paths and mean different things by some of them:
   *
   * | path | `tensorflow` | `kserve` |
   * |---|---|---|
   * | `GET /v1/models` | 400 | the names of the models |
   * | `GET /v1/models/{name}` | the versions and their states, always 200 | ready, or 503 |
   * | `POST /v1/models/{name}:predict` | `instances` or `inputs` | `instances` |
   * | `:classify`, `:regress`, versions, labels, metadata | there | 404 |
   * | `:explain` | 400 | 501 |
   *
   * @default "tensorflow"
   */
  readonly meaning?: "tensorflow" | "kserve" | undefined;
}

/**
 * The REST API of TensorFlow Serving on `/v1/models`, for every model: `:predict`, `:classify`, `:regress`, status and
 * metadata. Signatures are those of the model's contract.
 *
 * @see https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md
 * @throws TypeError, when `serve` is called, for another meaning and for signatures that cannot be answered.
 *
 * @example
 * serve([iris], { protocols: [tensorflow()] });
 */
export function tensorflow({ meaning = "tensorflow" }: TensorflowOptions = {}): Protocol {
  if (meaning !== "tensorflow" && meaning !== "kserve") {
    throw new TypeError(`The meaning is "tensorflow" or "kserve", not ${JSON.stringify(meaning)}`);
  }
  return (parts) => {
    parts.models.require(checkSignatures);
    return meaning === "kserve" ? kserveDialect(parts) : tensorflowDialect(parts);
  };
}
