import type { AnyModel } from "../core/contract/model.ts";
import { applyRowRules } from "../core/contract/rules.ts";
import { validate } from "../core/contract/validate.ts";
import { isJson } from "./json.ts";
import type { Json } from "./json.ts";

/**
 * The examples of a row: those in its schema's metadata, or one that is made of those of its fields. What the contract
 * would refuse, or answer otherwise, is left out.
 *
 * @param converted - The row's JSON Schema.
 */
export async function examplesOf(model: AnyModel, side: "input" | "output", converted: Json): Promise<unknown[]> {
  const given: unknown[] = Array.isArray(converted["examples"]) ? converted["examples"] : exampleOfFields(converted);
  const taken = await Promise.all(given.map((example) => isTaken(model, side, example)));
  return given.filter((_example, index) => taken[index]);
}

function exampleOfFields({ properties, required }: Json): unknown[] {
  if (!isJson(properties)) return [];
  const examples = Object.entries(properties).flatMap(([name, field]): [string, unknown][] => {
    const [first]: unknown[] = isJson(field) && Array.isArray(field["examples"]) ? field["examples"] : [];
    return first === undefined ? [] : [[name, first]];
  });
  const example = Object.fromEntries(examples);
  const isComplete = Array.isArray(required) && required.every((name) => Object.hasOwn(example, String(name)));
  return examples.length > 0 && isComplete ? [example] : [];
}

async function isTaken(model: AnyModel, side: "input" | "output", example: unknown): Promise<boolean> {
  if (model.kind === "tensors") return false;
  try {
    if (side === "input") {
      const { row, faults } = applyRowRules(model.rules, example);
      return faults.length === 0 && "value" in (await validate(model.input, row));
    }
    const answer = await validate(model.output, example);
    return "value" in answer && JSON.stringify(answer.value) === JSON.stringify(example);
  } catch {
    // The contract's own checks may fail.
    return false;
  }
}
