/** What is wrong with a model's file. */
export type OnnxErrorCode =
  /** The file cannot be read. */
  | "onnx-unreadable"
  /** The file is not the one whose digest was given. */
  | "onnx-digest-mismatch"
  /** The runtime does not take the file for a model. */
  | "onnx-invalid"
  /** The model's tensors are not those of the contract. */
  | "onnx-contract-mismatch";

/** A model that did not load. The message names the file and is for operators, not for callers. */
export class OnnxError extends Error {
  override readonly name = "OnnxError";
  readonly code: OnnxErrorCode;

  constructor(code: OnnxErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
