/** A method of TensorFlow Serving, and which tensors it takes and gives. */
export type Signature =
  | {
      readonly method: "predict";
      /** The inputs that the signature takes. Default: all. */
      readonly inputs?: readonly string[] | undefined;
      /** The outputs that the signature gives. Default: all. */
      readonly outputs?: readonly string[] | undefined;
    }
  | {
      /** Gives pairs of a label and a score for each row. */
      readonly method: "classify";
      /** The output with the labels; without one, labels are those of `scores`, or empty. */
      readonly classes?: string | undefined;
      /** The output with one score, or one for each label. */
      readonly scores: string;
    }
  | {
      /** Gives one number for each row. */
      readonly method: "regress";
      readonly value: string;
    };

/** The signatures of a model by their names; `serving_default` is the one of requests that name none. */
export type Signatures = Readonly<Record<string, Signature>>;

/** The signature of requests that name none. */
export const defaultSignature = "serving_default";

/**
 * The signatures of a model: its own, and `serving_default`, which takes and gives everything, where it has none of that
 * name.
 *
 * @throws TypeError for a tensor that the model does not have.
 */
export function resolveSignatures(
  model: string,
  own: Signatures | undefined,
  inputs: readonly string[],
  outputs: readonly string[],
): Signatures {
  for (const [name, signature] of Object.entries(own ?? {})) {
    const [asked, given] = tensorsOf(signature);
    for (const [side, wanted, known] of [
      ["input", asked, inputs],
      ["output", given, outputs],
    ] as const) {
      const unknown = wanted.find((tensor) => !known.includes(tensor));
      if (unknown === undefined) continue;
      throw new TypeError(
        `The signature ${name} of ${model} names the ${side} ${JSON.stringify(unknown)}; there are ${known.join(", ")}`,
      );
    }
  }
  return { [defaultSignature]: { method: "predict" }, ...own };
}

function tensorsOf(signature: Signature): readonly [inputs: readonly string[], outputs: readonly string[]] {
  switch (signature.method) {
    case "predict":
      return [signature.inputs ?? [], signature.outputs ?? []];
    case "classify":
      return [[], [signature.scores, ...(signature.classes === undefined ? [] : [signature.classes])]];
    case "regress":
      return [[], [signature.value]];
  }
}
