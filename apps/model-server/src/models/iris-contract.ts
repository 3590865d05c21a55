import * as z from "zod";

/** The labels in the order of the model's outputs. */
export const species = ["setosa", "versicolor", "virginica"] as const;

/** The features in the order of the model's inputs, all in centimetres. */
export const irisFeatures = ["sepal length", "sepal width", "petal length", "petal width"] as const;

const centimetres = z.number().min(0).max(30);

/** One iris, measured. */
export const irisInput: z.ZodObject<{
  features: z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodNumber, z.ZodNumber], null>;
}> = z.strictObject({
  features: z
    .tuple([centimetres, centimetres, centimetres, centimetres])
    .meta({ description: `In centimetres: ${irisFeatures.join(", ")}.`, examples: [[5.1, 3.5, 1.4, 0.2]] }),
});

/** The most probable species and its probability. */
export const irisOutput: z.ZodObject<{
  prediction: z.ZodEnum<{ setosa: "setosa"; versicolor: "versicolor"; virginica: "virginica" }>;
  confidence: z.ZodNumber;
}> = z.object({
  prediction: z.enum(species),
  confidence: z.number().min(0).max(1),
});
