import * as z from "zod";
import { tensor } from "@mlops/serve";
import type { ModelOptions, TensorModelOptions, TensorSpec } from "@mlops/serve";

const flowerShape = {
  sepal_length: z.number().positive(),
  sepal_width: z.number().positive(),
  petal_length: z.number().positive(),
  petal_width: z.number().positive(),
};

/** A row of the Python server's own route. */
export const flower = z.object(flowerShape);
export const species = z.object({ species: z.enum(["setosa", "versicolor", "virginica"]), confidence: z.number() });
export const flowerContract: ModelOptions<typeof flower, typeof species> = { input: flower, output: species };

/** A row as the tensors of the Python server have it. */
export const vector = z.object({ x: z.tuple([z.number(), z.number(), z.number(), z.number()]) });
export const scores = z.object({ label: z.int(), probabilities: z.array(z.number()).length(3) });
export const vectorContract: ModelOptions<typeof vector, typeof scores> = { input: vector, output: scores };

export const tensorContract: TensorModelOptions<
  { x: TensorSpec<"FP32", readonly [4]> },
  { label: TensorSpec<"INT64", readonly []>; probabilities: TensorSpec<"FP64", readonly [3]> }
> = {
  inputs: { x: tensor("FP32", "batch", 4) },
  outputs: { label: tensor("INT64", "batch"), probabilities: tensor("FP64", "batch", 3) },
};

export const setosa = { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 };
export const virginica = { sepal_length: 6.3, sepal_width: 3.3, petal_length: 6, petal_width: 2.5 };
export const setosaVector = { x: [5.1, 3.5, 1.4, 0.2] };
export const virginicaVector = { x: [6.3, 3.3, 6, 2.5] };
