import * as z from "zod";

/** What is known of a trained model, kept beside its file. */
export const modelCardSchema: z.ZodObject<{
  name: z.ZodString;
  version: z.ZodString;
  release: z.ZodString;
  task: z.ZodString;
  features: z.ZodArray<z.ZodString>;
  labels: z.ZodArray<z.ZodString>;
  algorithm: z.ZodObject<{
    name: z.ZodString;
    iterations: z.ZodNumber;
    learningRate: z.ZodNumber;
    l2: z.ZodNumber;
  }>;
  data: z.ZodObject<{
    package: z.ZodString;
    version: z.ZodString;
    licence: z.ZodString;
    seed: z.ZodNumber;
    split: z.ZodString;
    trainRows: z.ZodNumber;
    heldOutRows: z.ZodNumber;
  }>;
  heldOut: z.ZodObject<{
    accuracy: z.ZodNumber;
    logLoss: z.ZodNumber;
    confusion: z.ZodArray<z.ZodArray<z.ZodNumber>>;
  }>;
  file: z.ZodObject<{ name: z.ZodString; bytes: z.ZodNumber; sha256: z.ZodString }>;
  intendedUse: z.ZodString;
  limits: z.ZodString;
}> = z.strictObject({
  name: z.string(),
  version: z.string(),
  release: z.string(),
  task: z.string(),
  features: z.array(z.string()),
  labels: z.array(z.string()),
  algorithm: z.strictObject({ name: z.string(), iterations: z.int(), learningRate: z.number(), l2: z.number() }),
  data: z.strictObject({
    package: z.string(),
    version: z.string(),
    licence: z.string(),
    seed: z.int(),
    split: z.string(),
    trainRows: z.int(),
    heldOutRows: z.int(),
  }),
  heldOut: z.strictObject({
    accuracy: z.number(),
    logLoss: z.number(),
    /** Rows: what it was; columns: what the model said; both in the order of `labels`. */
    confusion: z.array(z.array(z.int())),
  }),
  file: z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  intendedUse: z.string(),
  limits: z.string(),
});

/** What is known of a trained model. */
export type ModelCard = z.infer<typeof modelCardSchema>;
