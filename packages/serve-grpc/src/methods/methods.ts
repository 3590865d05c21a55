import { ServeError } from "@mlops/serve";
import { modelMetadata } from "@mlops/serve/protocols/openinference/parts";
import type { ModelRuntime } from "@mlops/serve/protocols/openinference/parts";
import { messageLimits, readInferRequest } from "../wire/infer-request.ts";
import {
  readIndexRequest,
  readModelRequest,
  readNothing,
  writeIndex,
  writeModelMetadata,
  writeServerMetadata,
} from "../wire/metadata.ts";
import type { IndexEntry } from "../wire/metadata.ts";
import { writeTruth } from "../wire/write.ts";
import { healthMethods, isReady } from "./health.ts";
import { infer, referenceOf } from "./infer.ts";
import { unary } from "./method.ts";
import type { Method, MethodParts, UnaryOptions } from "./method.ts";
import { streamInfer } from "./stream-infer.ts";

/** How the server presents itself. */
export interface ServerName {
  readonly name: string;
  readonly version: string;
}

/** The extensions of Triton that are spoken here, by the names that it gives them. */
const extensions = ["classification"];
const inference = "inference.GRPCInferenceService";
const health = "grpc.health.v1.Health";

/** The methods that there are, by the paths of their calls. */
export function createMethods(parts: MethodParts, server: ServerName): ReadonlyMap<string, Method> {
  const { backend } = parts;
  const { models, limits } = backend;
  const small = (access: UnaryOptions["access"], answer: UnaryOptions["answer"]): Method =>
    unary(parts, { access, mostBytes: limits.bodyBytes, answer });
  const find = (message: Uint8Array): ModelRuntime => {
    const { name, version } = readModelRequest(message);
    return models.find(referenceOf(models, name, version));
  };
  const methods: Readonly<Record<string, Method>> = {
    ServerLive: small("probe", (message) => {
      readNothing(message);
      return writeTruth(true);
    }),
    ServerReady: small("probe", (message) => {
      readNothing(message);
      return writeTruth(isReady(backend));
    }),
    ModelReady: small("probe", (message) => writeTruth(find(message).state === "ready" && !backend.isDraining())),
    ServerMetadata: small("metadata", (message) => {
      readNothing(message);
      return writeServerMetadata(server.name, server.version, extensions);
    }),
    ModelMetadata: small("metadata", (message) => {
      const runtime = find(message);
      const versions = models.versions(runtime.model.name).map(({ model }) => model.version);
      return writeModelMetadata(modelMetadata(runtime, versions.toReversed()));
    }),
    RepositoryIndex: small("metadata", (message) => {
      const { repository, onlyReady } = readIndexRequest(message);
      if (repository !== "") throw new ServeError("not-found", { detail: "There is one repository, without a name." });
      return writeIndex(models.all.map(entryOf).filter(({ state }) => !onlyReady || state === "READY"));
    }),
    ModelInfer: unary(parts, {
      access: "predict",
      mostBytes: limits.tensorBytes,
      answer: (message, exchange) => infer(backend, exchange, readInferRequest(message, messageLimits(limits))),
    }),
    ModelStreamInfer: streamInfer(parts),
  };
  return new Map([
    ...Object.entries(methods).map(([name, method]) => [`/${inference}/${name}`, method] as const),
    ...Object.entries(healthMethods(parts, [inference, health])).map(
      ([name, method]) => [`/${health}/${name}`, method] as const,
    ),
  ]);
}

function entryOf({ model: { name, version }, state }: ModelRuntime): IndexEntry {
  if (state === "ready") return { name, version, state: "READY", reason: "" };
  if (state === "loading") return { name, version, state: "LOADING", reason: "" };
  return { name, version, state: "UNAVAILABLE", reason: state };
}
