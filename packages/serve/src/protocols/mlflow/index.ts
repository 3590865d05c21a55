/**
 * The scoring server of MLflow.
 *
 * @module
 */
export { mlflow } from "./mlflow.ts";
export type { MlflowOptions } from "./mlflow.ts";
