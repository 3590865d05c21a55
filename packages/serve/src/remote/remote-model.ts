import type { $ZodType } from "zod/v4/core";
import type { LoadedModel, RowContract } from "../core/contract/model.ts";
import type { LoadedTensorModel, TensorContract } from "../core/contract/tensor-model.ts";
import { predictRows } from "./bridge-rows.ts";
import { predictTensors, presentTensors } from "./bridge-tensors.ts";
import { checkRemote, wantedFields, withoutForm } from "./check-remote.ts";
import type { WantedTensor } from "./check-remote.ts";
import { resolveOptions } from "./options.ts";
import type { RemoteCallOptions } from "./options.ts";
import type { Call, RemoteProtocol, TensorSession } from "./protocol.ts";
import { jsonRemote } from "./protocols/json.ts";
import type { JsonTarget } from "./protocols/json.ts";
import { mlflowRemote } from "./protocols/mlflow.ts";
import type { MlflowTarget } from "./protocols/mlflow.ts";
import { openInferenceRemote } from "./protocols/openinference.ts";
import type { OpenInferenceTarget } from "./protocols/openinference.ts";
import { tensorflowRemote } from "./protocols/tensorflow.ts";
import type { TensorFlowTarget } from "./protocols/tensorflow.ts";
import { RemoteCaller } from "./remote-caller.ts";
import type { CallContext } from "./remote-caller.ts";
import { RemoteError } from "./remote-error.ts";
import { RemoteFault, toCallerFault } from "./remote-fault.ts";
import { createAsk, whenReady } from "./when-ready.ts";

/** A model on another server, and how it is called. */
export type RemoteOptions<
  Row = unknown,
  Output = unknown,
  Answer extends $ZodType = $ZodType,
  BatchAnswer extends $ZodType = $ZodType,
> = RemoteCallOptions &
  (
    | ({ readonly protocol: "openinference" } & OpenInferenceTarget)
    | ({ readonly protocol: "tensorflow" } & TensorFlowTarget)
    | ({ readonly protocol: "mlflow" } & MlflowTarget)
    | ({ readonly protocol: "json" } & JsonTarget<Row, Output, Answer, BatchAnswer>)
  );

/** Loads a remote model for a contract of rows or of tensors. What it answers is held to the contract. */
export interface RemoteSource<Row, Output> {
  load(contract: RowContract): Promise<LoadedModel<Row, Output>>;
  load(contract: TensorContract): Promise<LoadedTensorModel>;
}

/**
 * A model that runs on another server, for `.predict(…)` of `defineModel` and `defineTensorModel`: what stands before it
 * here, from validation to metrics, stands before it.
 *
 * Loading waits until the server is ready and compares its tensors with the contract where its protocol tells them. Calls
 * are bounded in number, time and size; a call that nothing came back from may be made once more; a server that fails is
 * left alone for a while. Redirects are not followed.
 *
 * @throws TypeError for an impossible URL, header, path or number.
 *
 * @example
 * defineModel("iris", { input, output }).predict(
 *   remoteModel({ url: "http://127.0.0.1:8000", protocol: "openinference", model: "iris" }),
 * );
 */
export function remoteModel<
  Row = unknown,
  // Fits every contract: what the remote answers is held to the contract when it comes.
  Output = never,
  Answer extends $ZodType = $ZodType,
  BatchAnswer extends $ZodType = $ZodType,
>(options: RemoteOptions<Row, Output, Answer, BatchAnswer>): RemoteSource<Row, Output> {
  const protocol = protocolOf(options);
  const resolved = resolveOptions(options, protocol.path);
  const caller = new RemoteCaller(resolved);
  const ask = createAsk(resolved);

  const callFor =
    (context: CallContext): Call =>
    (request, read) =>
      caller.call(request, context, read);

  const check = (session: TensorSession, inputs: WantedTensor[], outputs: WantedTensor[]): void => {
    const { described, isBinary } = session;
    const differences = isBinary ? [] : [...inputs, ...outputs].flatMap(withoutForm);
    if (described !== undefined) {
      differences.push(...checkRemote("input", inputs, described.inputs));
      differences.push(...checkRemote("output", outputs, described.outputs));
    }
    assertSame(differences);
  };
  const assertSame = (differences: readonly string[]): void => {
    if (differences.length === 0) return;
    throw new RemoteError("remote-contract-mismatch", `${resolved.name}: ${differences.join("; ")}`);
  };

  const loadRows = async (contract: RowContract): Promise<LoadedModel<unknown, unknown>> => {
    if (protocol.kind === "rows") {
      return { predict: (rows, context) => told(protocol.predict(callFor(context), rows, contract)) };
    }
    const session = await protocol.connect(ask);
    check(session, wantedFields(contract.inputFields), wantedFields(contract.outputFields));
    return { predict: (rows, context) => told(predictRows(session, contract, rows, callFor(context))) };
  };

  const loadTensors = async (contract: TensorContract): Promise<LoadedTensorModel> => {
    const [inputSpecs, outputSpecs] = [wantedSpecs(contract.inputs), wantedSpecs(contract.outputs)];
    if (protocol.kind === "rows") {
      assertSame([...inputSpecs, ...outputSpecs].flatMap(withoutForm));
      return {
        predict: (inputs, context) => {
          const { rowCount } = context;
          return told(predictTensors(protocol, contract, presentTensors(inputs), rowCount, callFor(context))).then(
            Object.fromEntries,
          );
        },
      };
    }
    const session = await protocol.connect(ask);
    check(session, inputSpecs, outputSpecs);
    return {
      predict: (inputs, context) => {
        const { rowCount, wanted } = context;
        const outputs = Object.fromEntries(Object.entries(contract.outputs).filter(([name]) => wanted.includes(name)));
        const batch = { inputs: presentTensors(inputs), rowCount, outputs };
        return told(session.predict(callFor(context), batch)).then(Object.fromEntries);
      },
    };
  };

  const load = async (
    contract: RowContract | TensorContract,
  ): Promise<LoadedModel<unknown, unknown> | LoadedTensorModel> => {
    await whenReady(resolved, () => protocol.isReady(ask));
    return "inputFields" in contract ? loadRows(contract) : loadTensors(contract);
  };
  // Sound because the engine holds every row to the contract before, and every answer after.
  return { load } as RemoteSource<Row, Output>;
}

function protocolOf<Row, Output, Answer extends $ZodType, BatchAnswer extends $ZodType>(
  options: RemoteOptions<Row, Output, Answer, BatchAnswer>,
): RemoteProtocol {
  switch (options.protocol) {
    case "openinference":
      return openInferenceRemote(options);
    case "tensorflow":
      return tensorflowRemote(options);
    case "mlflow":
      return mlflowRemote(options);
    case "json":
      // Sound as far as rows are of the contract and answers of their schemas, which are checked before these functions.
      return jsonRemote(options as unknown as JsonTarget);
  }
}

function wantedSpecs(specs: TensorContract["inputs"]): WantedTensor[] {
  return Object.entries(specs).map(([name, spec]) => ({ name, spec }));
}

/** A fault that was found after the call is told as those within it are. */
async function told<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof RemoteFault ? toCallerFault(error) : error;
  }
}
