import * as z from "zod";
import { longestCategory, mostBins, mostCategories, mostFeatures } from "./limits.ts";

/** How the values of a number were distributed. */
export interface NumericReference {
  readonly kind: "numeric";
  /** Where one bin ends and the next begins, ascending; a value at an edge is in the bin below it. The ends are open. */
  readonly edges: readonly number[];
  /** Rows in each bin: one more than edges, at most 100. */
  readonly counts: readonly number[];
  /** Rows without a value: absent, null or no number. */
  readonly missing: number;
}

/** How often there was each of some values. */
export interface CategoryReference {
  readonly kind: "categories";
  /** The values as texts, at most 1,000. */
  readonly categories: readonly string[];
  /** Rows with each. */
  readonly counts: readonly number[];
  /** Rows with another value. */
  readonly other: number;
  /** Rows without a value. */
  readonly missing: number;
}

/** How the values of a feature were distributed. */
export type FeatureReference = NumericReference | CategoryReference;

/**
 * What the rows were like that a model was trained with: plain JSON, so that it can stand in a file beside the model. Made
 * by {@link referenceOf}.
 */
export interface QualityReference {
  /** The version of this form. */
  readonly version: 1;
  /** By the names of features: the tensor's name, `name[2]` for a column of one that has several; at most 64. */
  readonly features: Readonly<Record<string, FeatureReference>>;
  /** The same for the parts of the output. Default: none. */
  readonly predictions?: Readonly<Record<string, FeatureReference>> | undefined;
}

const count = z.int().min(0);
const counts = z.array(count).min(1);
const someRows = "there is at least one row";

function sum(all: readonly number[]): number {
  return all.reduce((total, one) => total + one, 0);
}

const numericSchema = z
  .strictObject({
    kind: z.literal("numeric"),
    edges: z.array(z.number()),
    counts: counts.max(mostBins),
    missing: count,
  })
  .refine((one) => one.edges.length + 1 === one.counts.length, {
    path: ["counts"],
    error: "there is one count more than edges",
  })
  .refine(({ edges }) => edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge)), {
    path: ["edges"],
    error: "each edge is greater than the one before",
  })
  .refine((one) => sum(one.counts) + one.missing > 0, { path: ["counts"], error: someRows });

const categoriesSchema = z
  .strictObject({
    kind: z.literal("categories"),
    categories: z.array(z.string().max(longestCategory)).max(mostCategories),
    counts: z.array(count),
    other: count,
    missing: count,
  })
  .refine((one) => one.categories.length === one.counts.length, {
    path: ["counts"],
    error: "there is one count for each category",
  })
  .refine(({ categories }) => new Set(categories).size === categories.length, {
    path: ["categories"],
    error: "no category stands twice",
  })
  .refine((one) => sum(one.counts) + one.other + one.missing > 0, { path: ["counts"], error: someRows });

const featuresSchema = z
  .record(z.string(), z.discriminatedUnion("kind", [numericSchema, categoriesSchema]))
  .refine((features) => Object.keys(features).length <= mostFeatures, {
    error: `there are at most ${mostFeatures} features`,
  });

const referenceSchema = z.strictObject({
  version: z.literal(1),
  features: featuresSchema,
  predictions: featuresSchema.optional(),
});

/**
 * Reads a reference from outside, such as from a file.
 *
 * @param place - What messages call it.
 * @throws TypeError with the place of the first fault.
 */
export function parseReference(value: unknown, place = "reference"): QualityReference {
  const parsed = referenceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  throw new TypeError(`${place}${path.join("")}: ${issue?.message ?? "not a reference"}`, { cause: parsed.error });
}
