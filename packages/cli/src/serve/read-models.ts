import { basename } from "node:path";
import type { AnyModel } from "@mlops/serve";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import type { Kit } from "./serve.ts";

/**
 * The models that arguments name: `name=file.onnx`, `file.onnx`, or a module of JavaScript with models among its
 * exports.
 *
 * @throws UsageError for what is neither, and for modules without a model.
 */
export async function readModels(paths: readonly string[], kit: Kit, io: Io): Promise<AnyModel[]> {
  return (await Promise.all(paths.map((path) => modelsOf(path, kit, io)))).flat();
}

async function modelsOf(argument: string, kit: Kit, io: Io): Promise<AnyModel[]> {
  const [, given, path] = /^(?:([A-Za-z0-9][A-Za-z0-9._-]*)=)?(.*)$/su.exec(argument) ?? [];
  if (path === undefined || path === "") throw new UsageError(`${JSON.stringify(argument)} names no file`);
  if (path.endsWith(".onnx")) return [await onnxModel(given ?? basename(path, ".onnx"), path, kit)];
  if (given !== undefined) throw new UsageError(`only a file of ONNX can be given a name, not ${JSON.stringify(path)}`);
  const models = Object.values(await importModule(path, io)).filter(isModel);
  if (models.length > 0) return models;
  throw new UsageError(`${path} exports no model; what defineModel and defineTensorModel complete is one`);
}

async function onnxModel(name: string, path: string, { defineTensorModel }: Kit): Promise<AnyModel> {
  const { onnxContract, onnxTensors } = await import("@mlops/serve-onnx").catch((error: unknown) => {
    throw new UsageError("to serve ONNX files, install @mlops/serve-onnx and onnxruntime-node", { cause: error });
  });
  try {
    return defineTensorModel(name, { ...(await onnxContract(path)), platform: "onnx_onnxv1" }).predict(
      onnxTensors(path),
    );
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function importModule(path: string, io: Io): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await io.importModule(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${path} cannot be loaded: ${reason}`, { cause: error });
  }
}

/** What the kit's own functions make; a module may export other things beside. */
function isModel(value: unknown): value is AnyModel {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (value.kind === "rows" || value.kind === "tensors") &&
    "load" in value &&
    typeof value.load === "function" &&
    "name" in value &&
    "version" in value
  );
}
