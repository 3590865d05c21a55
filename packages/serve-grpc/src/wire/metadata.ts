import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { ModelMetadata, TensorMetadata } from "@mlops/serve/protocols/openinference/parts";
import { readFields, readText } from "./fields.ts";
import { writeSizes, writeText } from "./write.ts";

/** A `ModelReadyRequest` or a `ModelMetadataRequest`. */
export interface ModelRequest {
  readonly name: string;
  readonly version: string;
}

/** Reads a request that names a model. @throws ServeError `malformed-request`. */
export function readModelRequest(bytes: Uint8Array): ModelRequest {
  const request = { name: "", version: "" };
  readFields(bytes, (field, wire, reader) => {
    if (wire !== WireType.LengthDelimited) return false;
    if (field === 1) request.name = readText(reader, "/name");
    else if (field === 2) request.version = readText(reader, "/version");
    else return false;
    return true;
  });
  return request;
}

/** Reads a request without fields. @throws ServeError `malformed-request`. */
export function readNothing(bytes: Uint8Array): void {
  readFields(bytes, () => false);
}

/** Writes a `ServerMetadataResponse`. */
export function writeServerMetadata(name: string, version: string, extensions: readonly string[]): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, 1, name);
  writeText(writer, 2, version);
  for (const one of extensions) writeText(writer, 3, one);
  return writer.finish();
}

/** Writes a `ModelMetadataResponse`. */
export function writeModelMetadata({ name, versions, platform, inputs, outputs }: ModelMetadata): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, 1, name);
  for (const version of versions) writeText(writer, 2, version);
  writeText(writer, 3, platform);
  for (const one of inputs) writeTensor(writer, 4, one);
  for (const one of outputs) writeTensor(writer, 5, one);
  return writer.finish();
}

function writeTensor(writer: BinaryWriter, field: number, { name, datatype, shape }: TensorMetadata): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  writeText(writer, 1, name);
  writeText(writer, 2, datatype);
  writeSizes(writer, 3, shape);
  writer.join();
}

/** A `RepositoryIndexRequest`. */
export interface IndexRequest {
  readonly repository: string;
  readonly onlyReady: boolean;
}

/** Reads a `RepositoryIndexRequest`. @throws ServeError `malformed-request`. */
export function readIndexRequest(bytes: Uint8Array): IndexRequest {
  const request = { repository: "", onlyReady: false };
  readFields(bytes, (field, wire, reader) => {
    if (field === 1 && wire === WireType.LengthDelimited) request.repository = readText(reader, "/repository_name");
    else if (field === 2 && wire === WireType.Varint) request.onlyReady = reader.bool();
    else return false;
    return true;
  });
  return request;
}

/** A model in a `RepositoryIndexResponse`. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: "READY" | "LOADING" | "UNAVAILABLE";
  readonly reason: string;
}

/** Writes a `RepositoryIndexResponse`. */
export function writeIndex(models: readonly IndexEntry[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { name, version, state, reason } of models) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writeText(writer, 1, name);
    writeText(writer, 2, version);
    writeText(writer, 3, state);
    writeText(writer, 4, reason);
    writer.join();
  }
  return writer.finish();
}
