/**
 * The Open Inference Protocol over gRPC, for the models of `@mlops/serve`.
 *
 * @module
 */
export type { GrpcOptions, TlsOptions } from "./options.ts";
export { protoFiles } from "./proto-files.ts";
export { serveGrpc } from "./serve-grpc.ts";
export type { GrpcCloseOptions, GrpcServer, HasBackend } from "./serve-grpc.ts";
