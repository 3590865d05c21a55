/** What is wrong with a remote model. */
export type RemoteErrorCode =
  /** The server was not ready in time. */
  | "remote-not-ready"
  /** The server's model is not that of the contract. */
  | "remote-contract-mismatch"
  /** What the server says of its model cannot be understood. */
  | "remote-metadata-invalid";

/** A remote model that did not load. The message names the remote and is for operators, not for callers. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
  readonly code: RemoteErrorCode;

  constructor(code: RemoteErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
