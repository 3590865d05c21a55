import type { JsonValue } from "@mlops/schema";
import { stringify } from "yaml";
import { readYaml } from "../parse/yaml.ts";
import { fenced } from "./code-fence.ts";

/** A lab as a fence with its configuration as YAML. */
export function labText(config: { [key: string]: JsonValue }): string {
  const body = candidates(config).find((text) => isReadAs(text, config)) ?? JSON.stringify(config);
  return fenced(body.trimEnd(), "lab");
}

/** Ways to write it, the most readable one first; the others are for what nests deeply or is full of brackets. */
function candidates(config: { [key: string]: JsonValue }): string[] {
  const options = { lineWidth: 0, aliasDuplicateObjects: false };
  return [
    stringify(config, options),
    stringify(config, { ...options, indent: 1 }),
    JSON.stringify(config).replaceAll(/"(?:[^"\\]|\\.)*"/g, (string) => string.replaceAll(/[[\]{}]/g, toEscape)),
  ];
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isReadAs(text: string, config: JsonValue): boolean {
  const result = readYaml(text.trimEnd());
  return "value" in result && JSON.stringify(result.value) === JSON.stringify(config);
}
