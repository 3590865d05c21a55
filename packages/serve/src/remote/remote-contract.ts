import type { TensorContract } from "../core/contract/tensor-model.ts";
import { tensor } from "../core/tensor/tensor.ts";
import type { TensorSpec, TensorSpecs } from "../core/tensor/tensor.ts";
import { resolveOptions } from "./options.ts";
import type { RemoteCallOptions } from "./options.ts";
import type { RemoteTensor } from "./protocol.ts";
import { describeOpenInference, openInferenceRemote } from "./protocols/openinference.ts";
import type { OpenInferenceTarget } from "./protocols/openinference.ts";
import { RemoteError } from "./remote-error.ts";
import { createAsk, whenReady } from "./when-ready.ts";

/**
 * The contract that a server of the Open Inference Protocol has for a model, for tools that serve one without knowing it.
 * Where a contract is written down, a model that changes is noticed; here it is not.
 *
 * @throws RemoteError `remote-not-ready`, `remote-metadata-invalid`, or `remote-contract-mismatch` for a model whose first
 * dimension is no open batch, or whose tensors the kit does not have.
 */
export async function remoteContract(
  options: RemoteCallOptions & Omit<OpenInferenceTarget, "binary">,
): Promise<TensorContract> {
  const protocol = openInferenceRemote(options);
  const resolved = resolveOptions(options, protocol.path);
  const ask = createAsk(resolved);
  await whenReady(resolved, () => protocol.isReady(ask));
  const { inputs, outputs } = await describeOpenInference(ask, protocol.path.replace(/\/infer$/, ""));
  return { inputs: specsOf(resolved.name, "input", inputs), outputs: specsOf(resolved.name, "output", outputs) };
}

function specsOf(remote: string, side: "input" | "output", tensors: readonly RemoteTensor[]): TensorSpecs {
  return Object.fromEntries(tensors.map((one) => [one.name, specOf(`${remote}: the ${side} "${one.name}"`, one)]));
}

function specOf(what: string, { datatype, type, shape = [] }: RemoteTensor): TensorSpec {
  if (datatype === undefined) {
    throw new RemoteError("remote-contract-mismatch", `${what} is of ${type}, which cannot be served`);
  }
  const [batch = 0, ...rest] = shape;
  if (batch >= 0) {
    const first = shape.length === 0 ? "no sizes" : `the shape [${shape.join(", ")}]`;
    throw new RemoteError("remote-contract-mismatch", `${what} has ${first}, whose first size is not open`);
  }
  return tensor(datatype, "batch", ...rest.map((size, axis) => (size > 0 ? size : `size${axis + 1}`)));
}
