import type { PredictionWatch } from "../core/prediction-watch.ts";
import type { QualityReport } from "../core/quality-observer.ts";
import type { ModelRuntime, ModelState } from "../core/runtime/model-runtime.ts";
import type { ModelSet } from "../core/runtime/model-set.ts";
import { openShape } from "../core/tensor/tensor.ts";
import type { TensorSpecs } from "../core/tensor/tensor.ts";

/** A tensor of a contract, as JSON. */
export interface DescribedTensor {
  readonly name: string;
  readonly datatype: string;
  /** -1 for every size that a request decides, the rows first. */
  readonly shape: readonly number[];
  readonly optional?: true;
  readonly labels?: readonly string[];
}

/** One version of a model, as JSON. */
export interface DescribedVersion {
  readonly version: string;
  readonly release?: string;
  readonly state: ModelState;
  /** The names that stand for it. */
  readonly labels: readonly string[];
  readonly platform: string;
  readonly inputs: readonly DescribedTensor[];
  readonly outputs: readonly DescribedTensor[];
  /** Where the model is watched. */
  readonly quality?: QualityReport;
}

/** What there is to say of a version of a model. */
export function describeVersion(
  runtime: ModelRuntime,
  models: ModelSet,
  watch: PredictionWatch | undefined,
): DescribedVersion {
  const { name, version, release, platform } = runtime.model;
  const labels = Object.hasOwn(models.labels, name) ? (models.labels[name] ?? {}) : {};
  const quality = watch?.report(runtime);
  return {
    version,
    ...(release !== undefined && { release }),
    state: runtime.state,
    labels: Object.keys(labels).filter((label) => labels[label] === version),
    platform,
    inputs: describeTensors(runtime.inputs),
    outputs: describeTensors(runtime.outputs),
    ...(quality !== undefined && { quality }),
  };
}

function describeTensors(specs: TensorSpecs): DescribedTensor[] {
  return Object.entries(specs).map(([name, spec]) => ({
    name,
    datatype: spec.datatype,
    shape: openShape(spec),
    ...(spec.optional === true && { optional: true }),
    ...(spec.labels !== undefined && { labels: spec.labels }),
  }));
}
