import type { JsonValue } from "@mlops/schema";
import { isAlias, parseDocument, visit } from "yaml";
import { maxYamlDepth, maxYamlIndentation } from "../limits.ts";

/** A fault in a YAML text, with its offset in the text. */
export interface YamlFault {
  fault: string;
  offset: number;
}

/**
 * Reads the part of YAML that is JSON in other clothes: no anchors, no aliases, no tags, no duplicate keys. What is left
 * out could grow without bound or make objects of other kinds.
 *
 * @returns The data, or the first fault.
 */
export function readYaml(text: string): { value: JsonValue } | YamlFault {
  const deep = deepPlaceIn(text);
  if (deep !== undefined) return { fault: `it nests more than ${maxYamlDepth} levels deep`, offset: deep };

  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { fault: error.message, offset: error.pos[0] };

  let refused: YamlFault | undefined;
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
  return isJson(value)
    ? { value }
    : { fault: "only strings, numbers, booleans, lists and maps are read here", offset: 0 };
}

/** Whether JSON can hold the value as it is; infinite numbers, negative zero and `__proto__` keys are not let in. */
function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object") return false;
  return Object.entries(value).every(([key, field]) => key !== "__proto__" && isJson(field));
}

/**
 * Where a YAML text nests too deeply, seen from its brackets and indentation alone. Found before parsing: the YAML parser
 * recurses, and running out of stack cannot always be caught. Brackets in strings count too.
 */
function deepPlaceIn(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/[[{\]}]|^(?: |[-?](?=[ \t]))+/gm)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    else if (token.length > maxYamlIndentation || indicatorCount(token) > maxYamlDepth) return index;
    if (depth > maxYamlDepth) return index;
  }
  return undefined;
}

function indicatorCount(prefix: string): number {
  return prefix.replaceAll(" ", "").length;
}
