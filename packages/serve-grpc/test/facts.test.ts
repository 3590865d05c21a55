import { readFileSync } from "node:fs";
import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";
import type { MessageTypeDefinition } from "@grpc/proto-loader";
import { describe, expect, it } from "vitest";
import { protoFiles } from "@mlops/serve-grpc";
import { definitions } from "./client.ts";

/** What proto-loader gives of a message, as far as it is looked at. */
interface Descriptor {
  readonly name: string;
  readonly field: readonly FieldDescriptor[];
  readonly nestedType: readonly Descriptor[];
}

interface FieldDescriptor {
  readonly name: string;
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}

const message = (name: string): Descriptor => {
  const found = definitions[`inference.${name}`] ?? definitions[`grpc.health.v1.${name}`];
  return (found as MessageTypeDefinition<object, object>).type as unknown as Descriptor;
};

/** A field as the specification writes it: `repeated int64 shape = 3`. */
const lines = ({ field }: Descriptor): string[] =>
  field.map(({ name, number, label, type, typeName }) => {
    const kind = type === "TYPE_MESSAGE" || type === "TYPE_ENUM" ? typeName : type.slice(5).toLowerCase();
    return `${label === "LABEL_REPEATED" ? "repeated " : ""}${kind} ${name} = ${number}`;
  });

const calls = (service: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(definitions[service] as ServiceDefinition).map(
      ([name, one]: [string, MethodDefinition<object, object>]) => {
        const [asks, answers] = [one.requestStream ? "stream" : "one", one.responseStream ? "stream" : "one"];
        return [name, `${one.path} ${asks} → ${answers}`];
      },
    ),
  );

/**
 * The published facts: open_inference_grpc.proto of the Open Inference Protocol, grpc_service.proto of Triton for what is
 * marked, health.proto of gRPC. The entries of a map are named after its field.
 */
const facts: Readonly<Record<string, readonly string[]>> = {
  ServerLiveRequest: [],
  ServerLiveResponse: ["bool live = 1"],
  ServerReadyRequest: [],
  ServerReadyResponse: ["bool ready = 1"],
  ModelReadyRequest: ["string name = 1", "string version = 2"],
  ModelReadyResponse: ["bool ready = 1"],
  ServerMetadataRequest: [],
  ServerMetadataResponse: ["string name = 1", "string version = 2", "repeated string extensions = 3"],
  ModelMetadataRequest: ["string name = 1", "string version = 2"],
  ModelMetadataResponse: [
    "string name = 1",
    "repeated string versions = 2",
    "string platform = 3",
    "repeated TensorMetadata inputs = 4",
    "repeated TensorMetadata outputs = 5",
  ],
  "ModelMetadataResponse.TensorMetadata": ["string name = 1", "string datatype = 2", "repeated int64 shape = 3"],
  InferParameter: [
    "bool bool_param = 1",
    "int64 int64_param = 2",
    "string string_param = 3",
    "double double_param = 4",
    "uint64 uint64_param = 5",
  ],
  InferTensorContents: [
    "repeated bool bool_contents = 1",
    "repeated int32 int_contents = 2",
    "repeated int64 int64_contents = 3",
    "repeated uint32 uint_contents = 4",
    "repeated uint64 uint64_contents = 5",
    "repeated float fp32_contents = 6",
    "repeated double fp64_contents = 7",
    "repeated bytes bytes_contents = 8",
  ],
  ModelInferRequest: [
    "string model_name = 1",
    "string model_version = 2",
    "string id = 3",
    "repeated Parameters parameters = 4",
    "repeated InferInputTensor inputs = 5",
    "repeated InferRequestedOutputTensor outputs = 6",
    "repeated bytes raw_input_contents = 7",
  ],
  "ModelInferRequest.InferInputTensor": [
    "string name = 1",
    "string datatype = 2",
    "repeated int64 shape = 3",
    "repeated Parameters parameters = 4",
    "InferTensorContents contents = 5",
  ],
  "ModelInferRequest.InferRequestedOutputTensor": ["string name = 1", "repeated Parameters parameters = 2"],
  ModelInferResponse: [
    "string model_name = 1",
    "string model_version = 2",
    "string id = 3",
    "repeated Parameters parameters = 4",
    "repeated InferOutputTensor outputs = 5",
    "repeated bytes raw_output_contents = 6",
  ],
  "ModelInferResponse.InferOutputTensor": [
    "string name = 1",
    "string datatype = 2",
    "repeated int64 shape = 3",
    "repeated Parameters parameters = 4",
    "InferTensorContents contents = 5",
  ],
  // Triton.
  ModelStreamInferResponse: ["string error_message = 1", "ModelInferResponse infer_response = 2"],
  RepositoryIndexRequest: ["string repository_name = 1", "bool ready = 2"],
  RepositoryIndexResponse: ["repeated ModelIndex models = 1"],
  "RepositoryIndexResponse.ModelIndex": [
    "string name = 1",
    "string version = 2",
    "string state = 3",
    "string reason = 4",
  ],
  // gRPC.
  HealthCheckRequest: ["string service = 1"],
  HealthCheckResponse: ["ServingStatus status = 1"],
};

describe("the .proto files", () => {
  it.each(Object.entries(facts))("have of %s the published fields, and no others", (name, expected) => {
    const [outer = "", inner] = name.split(".");
    const descriptor =
      inner === undefined ? message(outer) : message(outer).nestedType.find((one) => one.name === inner);
    expect(descriptor).toBeDefined();
    expect(lines(descriptor as Descriptor)).toEqual(expected);
  });

  it("have the published calls", () => {
    const path = (name: string, rest = "one → one"): string => `/inference.GRPCInferenceService/${name} ${rest}`;
    expect(calls("inference.GRPCInferenceService")).toEqual({
      ServerLive: path("ServerLive"),
      ServerReady: path("ServerReady"),
      ModelReady: path("ModelReady"),
      ServerMetadata: path("ServerMetadata"),
      ModelMetadata: path("ModelMetadata"),
      ModelInfer: path("ModelInfer"),
      ModelStreamInfer: path("ModelStreamInfer", "stream → stream"),
      RepositoryIndex: path("RepositoryIndex"),
    });
    expect(calls("grpc.health.v1.Health")).toEqual({
      Check: "/grpc.health.v1.Health/Check one → one",
      Watch: "/grpc.health.v1.Health/Watch one → stream",
    });
  });

  it("come with the package", () => {
    for (const [name, url] of Object.entries(protoFiles)) {
      expect(url.pathname.endsWith(`/proto/${name}.proto`)).toBe(true);
      expect(readFileSync(url, "utf8")).toContain('syntax = "proto3";');
    }
  });
});
