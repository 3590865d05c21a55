import type { GradableTracing } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";
import { foreseenOutcome } from "../../values/foreseen.ts";
import { withoutEnds } from "./validate.ts";
import type { Traced } from "./validate.ts";

export function gradeTracing({ key }: GradableTracing, response: Traced): Outcome {
  const right = key.outcome === "fails" ? null : withoutEnds(key.output ?? "");
  return foreseenOutcome(response === right ? {} : undefined, undefined);
}
