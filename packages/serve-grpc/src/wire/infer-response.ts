import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Tensor } from "@mlops/serve";
import { encodeTensor } from "@mlops/serve/protocols/openinference/parts";
import { hasContents, writeContents } from "./contents.ts";
import { writeSizes, writeText } from "./write.ts";

/** What a `ModelInferResponse` says. */
export interface InferResponse {
  readonly modelName: string;
  readonly modelVersion: string;
  /** That of the request; empty where it has none. */
  readonly id: string;
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[];
}

/**
 * Writes a `ModelInferResponse`. Values of all outputs are bytes where that is asked for, or where one of them has no list
 * of contents.
 */
export function writeInferResponse(
  { modelName, modelVersion, id, outputs }: InferResponse,
  isRaw: boolean,
): Uint8Array {
  const areBytes = isRaw || outputs.some(({ tensor }) => !hasContents(tensor.datatype));
  const writer = new BinaryWriter();
  writeText(writer, 1, modelName);
  writeText(writer, 2, modelVersion);
  writeText(writer, 3, id);
  for (const { name, tensor } of outputs) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writeText(writer, 1, name);
    writeText(writer, 2, tensor.datatype);
    writeSizes(writer, 3, tensor.shape);
    if (!areBytes) {
      writer.tag(5, WireType.LengthDelimited).fork();
      writeContents(writer, tensor);
      writer.join();
    }
    writer.join();
  }
  // An entry for each output, also for one of no bytes.
  if (areBytes) for (const { tensor } of outputs) writer.tag(6, WireType.LengthDelimited).bytes(encodeTensor(tensor));
  return writer.finish();
}

/** Writes a `ModelStreamInferResponse`. @param error - Empty where there is none. */
export function writeStreamResponse(error: string, response: Uint8Array): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, 1, error);
  return writer.tag(2, WireType.LengthDelimited).bytes(response).finish();
}
