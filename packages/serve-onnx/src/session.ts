import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { TensorContract, TensorSpec } from "@mlops/serve";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { checkContract } from "./check-contract.ts";
import { OnnxError } from "./errors.ts";

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

/** A file that the runtime has loaded, and the class of its tensors. */
export interface LoadedFile {
  readonly session: InferenceSession;
  readonly Tensor: typeof Tensor;
}

/**
 * Loads a file and compares it with a contract.
 *
 * The file is read into memory and handed over as bytes, so it cannot refer to other files.
 *
 * @throws OnnxError
 */
export async function loadFile(
  file: string | URL,
  { inputs, outputs }: TensorContract,
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
  const differences = [
    ...checkContract({ role: "input", wanted: required(inputs), reported: session.inputMetadata }),
    ...checkContract({ role: "output", wanted: outputs, reported: session.outputMetadata }),
  ];
  if (differences.length > 0) {
    await session.release();
    throw new OnnxError("onnx-contract-mismatch", `${name} does not fit its contract: ${differences.join("; ")}`);
  }
  return { session, Tensor: runtime.Tensor };
}

/** A file takes all of its inputs every time. */
function required(inputs: Readonly<Record<string, TensorSpec>>): Readonly<Record<string, TensorSpec>> {
  const optional = Object.entries(inputs).find(([, { optional: isOptional }]) => isOptional === true);
  if (optional === undefined) return inputs;
  throw new OnnxError("onnx-contract-mismatch", `The input "${optional[0]}" is optional; a file takes all its inputs`);
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
