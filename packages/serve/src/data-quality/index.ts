/**
 * Watches the quality of what models are asked, and whether it has drifted from what they were trained with.
 *
 * @module
 */
export type { PredictionWatch, SeenAnswer, WatchedPrediction } from "../core/prediction-watch.ts";
export type { FeatureQuality, ModelQuality, QualityObserver, QualityReport } from "../core/quality-observer.ts";
export type { ReferenceData } from "./columns.ts";
export { dataQuality } from "./data-quality.ts";
export type { DataQualityOptions, ModelQualityOptions } from "./options.ts";
export { populationStabilityIndex } from "./psi.ts";
export { parseReference } from "./reference.ts";
export type { CategoryReference, FeatureReference, NumericReference, QualityReference } from "./reference.ts";
export { referenceOf } from "./reference-of.ts";
export type { ReferenceOptions } from "./reference-of.ts";
