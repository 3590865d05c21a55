import { defaultSignature } from "../../core/contract/signatures.ts";
import type { Signature } from "../../core/contract/signatures.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import type { TensorSpec, TensorSpecs } from "../../core/tensor/tensor.ts";
import { malformed } from "./errors.ts";

/** A signature with the tensors that it takes and gives, in the order of the contract. */
export interface ResolvedSignature {
  readonly signature: Signature;
  readonly inputs: ReadonlyMap<string, TensorSpec>;
  readonly outputs: ReadonlyMap<string, TensorSpec>;
}

/** A model's signatures by their names. */
export function signaturesOf(runtime: ModelRuntime): Map<string, ResolvedSignature> {
  return new Map(
    Object.entries(runtime.model.signatures).map(([name, signature]) => [name, resolve(runtime, signature)]),
  );
}

function resolve({ inputs, outputs }: ModelRuntime, signature: Signature): ResolvedSignature {
  switch (signature.method) {
    case "predict":
      return {
        signature,
        inputs: pick(inputs, signature.inputs ?? Object.keys(inputs)),
        outputs: pick(outputs, signature.outputs ?? Object.keys(outputs)),
      };
    case "classify": {
      const given = signature.classes === undefined ? [] : [signature.classes];
      return { signature, inputs: pick(inputs), outputs: pick(outputs, [...given, signature.scores]) };
    }
    case "regress":
      return { signature, inputs: pick(inputs), outputs: pick(outputs, [signature.value]) };
  }
}

function pick(specs: TensorSpecs, names: readonly string[] = Object.keys(specs)): Map<string, TensorSpec> {
  return new Map(Object.entries(specs).filter(([name]) => names.includes(name)));
}

/**
 * The signature that a request names with `signature_name`; without a name, or with an empty one, `serving_default`.
 *
 * @param method - What the path asks for. As in TensorFlow Serving, `predict` runs any signature, and the other two only
 * their own.
 * @throws ServeError `malformed-request`.
 */
export function findSignature(
  runtime: ModelRuntime,
  asked: unknown,
  method: Signature["method"],
): ResolvedSignature & { readonly name: string } {
  if (asked !== undefined && typeof asked !== "string") throw malformed("'signature_name' must be a string.");
  const name = asked === undefined || asked === "" ? defaultSignature : asked;
  const all = signaturesOf(runtime);
  const usable = [...all].filter(([, { signature }]) => method === "predict" || signature.method === method);
  const found = all.get(name);
  const known = usable.length === 0 ? "none" : usable.map(([one]) => one).join(", ");
  if (found === undefined) {
    throw malformed(`Serving signature name not found in signature def; for ${method} there are: ${known}.`);
  }
  if (method !== "predict" && found.signature.method !== method) {
    throw malformed(
      `Expected a signature of the method ${method}, but this one is for ${found.signature.method}; ` +
        `for ${method} there are: ${known}.`,
    );
  }
  return { ...found, name };
}

const numeric = /^(?:U?INT(?:8|16|32|64)|FP32|FP64)$/;

/**
 * Checks that each of a model's signatures can be answered.
 *
 * @throws TypeError for one that leaves out an input which is not optional, scores or values that are no numbers, classes
 * that are no texts, and outputs whose rows have the wrong size.
 */
export function checkSignatures(runtime: ModelRuntime): void {
  for (const [name, { signature, inputs, outputs }] of signaturesOf(runtime)) {
    const fault = faultOf(runtime, signature, inputs, outputs);
    if (fault !== undefined) throw new TypeError(`The signature ${name} of ${runtime.model.name} ${fault}`);
  }
}

function faultOf(
  runtime: ModelRuntime,
  signature: Signature,
  inputs: ResolvedSignature["inputs"],
  outputs: ResolvedSignature["outputs"],
): string | undefined {
  const missing = Object.entries(runtime.inputs).find(([name, { optional }]) => optional !== true && !inputs.has(name));
  if (missing !== undefined) return `leaves out the input ${missing[0]}, which is not optional`;
  if (signature.method === "predict") return undefined;
  const name = signature.method === "regress" ? signature.value : signature.scores;
  const spec = outputs.get(name);
  if (spec === undefined || !numeric.test(spec.datatype)) return `needs numbers in ${name}`;
  const [, ...rest] = spec.shape;
  if (signature.method === "regress") {
    return rest.every((size) => size === 1) ? undefined : `needs one number for each row in ${name}`;
  }
  if (signature.classes === undefined) return undefined;
  const classes = outputs.get(signature.classes);
  if (classes?.datatype !== "BYTES") return `needs texts in ${signature.classes}`;
  return classes.shape.slice(1).join() === rest.join() ? undefined : `has not as many classes as scores`;
}
