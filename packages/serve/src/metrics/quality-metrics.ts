import { Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { FeatureQuality, ModelQuality, QualityObserver } from "../core/quality-observer.ts";

/** Shows the quality of data as it stands when somebody asks. Label values are the served models and their contracts. */
export function qualityMetrics(registry: Registry): Required<QualityObserver> {
  const registers = [registry];
  const states: (() => readonly ModelQuality[])[] = [];
  const reports = (): readonly ModelQuality[] => states.flatMap((state) => state());
  // Registering is what makes them metrics; nobody else needs the objects.
  void new Gauge({
    name: "model_quality_rows",
    help: "Rows in the window that the quality of data is told of.",
    labelNames: ["model", "version"],
    registers,
    collect() {
      this.reset();
      for (const { model, version, rows } of reports()) this.set({ model, version }, rows);
    },
  });
  const perPart = (
    label: "feature" | "output",
    name: string,
    help: string,
    read: (part: FeatureQuality) => number | undefined,
  ): void => {
    void new Gauge({
      name,
      help,
      labelNames: ["model", "version", label],
      registers,
      collect() {
        // A model that has been taken away is none any more, and too few rows say nothing.
        this.reset();
        for (const { model, version, ...report } of reports()) {
          for (const part of label === "feature" ? report.features : report.predictions) {
            const value = read(part);
            if (value !== undefined) this.set({ model, version, [label]: part.name }, value);
          }
        }
      },
    });
  };
  const ratio = (name: string, what: string, read: (part: FeatureQuality) => number): void => {
    perPart("feature", `model_feature_${name}_ratio`, `The part of the rows in the window ${what}.`, (part) =>
      part.rows === 0 ? undefined : read(part) / part.rows,
    );
  };
  perPart(
    "feature",
    "model_feature_psi",
    "Population stability index of a feature against its reference.",
    ({ psi }) => psi,
  );
  ratio("missing", "without a value for the feature", ({ missing }) => missing);
  ratio("nonfinite", "whose value is NaN or infinite", ({ nonFinite }) => nonFinite);
  ratio("out_of_range", "whose value breaks the rule of the contract", ({ outOfRange }) => outOfRange);
  ratio("unseen", "whose value is no known category", ({ unseen }) => unseen);
  perPart(
    "output",
    "model_prediction_psi",
    "Population stability index of a part of the output against its reference.",
    ({ psi }) => psi,
  );
  return {
    watchQuality(state) {
      states.push(state);
    },
  };
}
