import type { JsonValue } from "@mlops/schema";
import { isAlias, LineCounter, parseDocument, visit } from "yaml";

/** A YAML text as data, or the first fault in it with its offset in the text. */
export type YamlResult = { value: JsonValue } | { fault: string; offset: number };

/**
 * Reads the part of YAML that is JSON in other clothes: no anchors, no aliases, no tags, no duplicate keys. What is left
 * out could grow without bound or make objects of other kinds.
 */
export function readYaml(text: string): YamlResult {
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false, stringKeys: true });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { fault: error.message, offset: error.pos[0] };

  let refused: { fault: string; offset: number } | undefined;
  visit(document, {
    Node(_key, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) refused = { fault: "aliases are not read here", offset };
      else if (node.anchor !== undefined) refused = { fault: "anchors are not read here", offset };
      else if (node.tag !== undefined && !node.tag.startsWith("tag:yaml.org,2002:")) {
        refused = { fault: `the tag ${node.tag} is not read here`, offset };
      }
      return refused === undefined ? undefined : visit.BREAK;
    },
  });
  if (refused !== undefined) return refused;

  const value: unknown = document.toJS();
  return isJson(value) ? { value } : { fault: "only strings, numbers, booleans, lists and maps are read here", offset: 0 };
}

/** Whether JSON can hold the value as it is; infinite numbers and `__proto__` keys are not let in. */
function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object") return false;
  return Object.entries(value).every(([key, field]) => key !== "__proto__" && isJson(field));
}
