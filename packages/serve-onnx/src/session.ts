import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { TensorContract, TensorData } from "@mlops/serve";
import { checkContract } from "./check-contract.ts";
import type { ReportedTensor } from "./check-contract.ts";
import { OnnxError } from "./errors.ts";
import type { RuntimeDatatype, RuntimeTypes } from "./tensor.ts";

/** How a file is loaded. */
export interface FileOptions {
  /** The file's SHA-256 in lower-case hexadecimal digits; a file with another one is not loaded. Default: not checked. */
  readonly sha256?: string | undefined;
  /**
   * How many threads one run may use.
   *
   * @default 1
   */
  readonly threads?: number | undefined;
}

/**
 * A tensor as the runtime has it. The runtime's own types are not used here: they need those of a browser, which a
 * program that imports this package may not have.
 */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A file that the runtime has loaded. */
export interface LoadedFile {
  readonly session: {
    readonly inputMetadata: readonly ReportedTensor[];
    readonly outputMetadata: readonly ReportedTensor[];
    run(
      feeds: Readonly<Record<string, RuntimeTensor>>,
      outputs: readonly string[],
    ): Promise<Readonly<Record<string, RuntimeTensor>>>;
    release(): Promise<void>;
  };
  readonly createTensor: (
    type: RuntimeTypes[keyof RuntimeTypes],
    data: Exclude<TensorData[RuntimeDatatype], TensorData["BYTES"]> | readonly string[],
    dims: readonly number[],
  ) => RuntimeTensor;
}

/**
 * Loads a file and compares it with a contract, if there is one.
 *
 * The file is read into memory and handed over as bytes, so it cannot refer to other files.
 *
 * @throws OnnxError
 */
export async function loadFile(
  file: string | URL,
  contract: TensorContract | undefined,
  { sha256, threads = 1 }: FileOptions,
): Promise<LoadedFile> {
  const name = basename(file instanceof URL ? fileURLToPath(file) : file);
  const bytes = await readModel(file, name, sha256);
  // Loaded here and not at the top: importing this package must not load the native library.
  const runtime = await import("onnxruntime-node");
  const sessionOptions = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await runtime.InferenceSession.create(bytes, sessionOptions).catch((error: unknown) => {
    throw new OnnxError("onnx-invalid", `${name} is not a model that the runtime reads`, error);
  });
  const differences = contract === undefined ? [] : differencesOf(contract, session);
  if (differences.length > 0) {
    await session.release();
    throw new OnnxError("onnx-contract-mismatch", `${name} does not fit its contract: ${differences.join("; ")}`);
  }
  return { session, createTensor: (type, data, dims) => new runtime.Tensor(type, data, dims) };
}

function differencesOf({ inputs, outputs }: TensorContract, session: LoadedFile["session"]): string[] {
  return [
    // A file takes all of its inputs every time.
    ...Object.entries(inputs).flatMap(([name, { optional = false }]) =>
      optional ? [`input "${name}" is optional in the contract; a file takes all its inputs`] : [],
    ),
    ...checkContract({ role: "input", wanted: inputs, reported: session.inputMetadata }),
    ...checkContract({ role: "output", wanted: outputs, reported: session.outputMetadata }),
  ];
}

async function readModel(file: string | URL, name: string, sha256: string | undefined): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new OnnxError("onnx-unreadable", `${name} cannot be read`, error);
  });
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== undefined && digest !== sha256) {
    throw new OnnxError("onnx-digest-mismatch", `${name}: expected SHA-256 ${sha256}, received ${digest}`);
  }
  return bytes;
}
