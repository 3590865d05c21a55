import type { Clock } from "./clock.ts";
import type { Dialect } from "./http/dialect.ts";
import type { Limits } from "./limits.ts";
import type { Predictor } from "./predictor.ts";
import type { ModelSet } from "./runtime/model-set.ts";

/** What a protocol is made from. */
export interface ProtocolParts {
  readonly models: ModelSet;
  readonly predictor: Predictor;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly isDraining: () => boolean;
}

/** A protocol that `serve` speaks beside its own routes. */
export type Protocol = (parts: ProtocolParts) => Dialect;
