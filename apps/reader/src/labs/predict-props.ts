import * as z from "zod/mini";

/** One number that the model wants. */
export interface PredictFeature {
  name: string;
  unit: string;
  /** What stands in the field at first. */
  value: number;
}

/** What the panel for asking a model is made of: the body of a `lab` fence with `lab: predict`. */
export interface PredictLabProps {
  lab: "predict";
  /** The model's name on the model server. */
  model: string;
  features: PredictFeature[];
}

export const predictLabPropsSchema: z.ZodMiniType<PredictLabProps> = z.strictObject({
  lab: z.literal("predict"),
  model: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)),
  features: z.array(z.strictObject({ name: z.string(), unit: z.string(), value: z.number() })).check(z.minLength(1)),
});
