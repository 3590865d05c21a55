import type { FrontMatter, Position } from "@mlops/schema";
import { frontMatterSchema } from "@mlops/schema/zod";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml.ts";

/**
 * The front matter as data; what is wrong in it is reported, and then it counts as empty.
 *
 * @param yaml - The text between the two `---` lines.
 * @param position - Where the whole block stands, fences included.
 */
export function readFrontMatter(yaml: string, position: Position, source: Source, reporter: Reporter): FrontMatter {
  const result = readYaml(yaml);
  if ("fault" in result) {
    const place = source.offsetInBody(position, yaml, result.offset);
    reporter.report("front-matter-invalid", source.position(place, place), {
      message: `The front matter is not valid YAML: ${result.fault}.`,
      expected: "lines of the form `name: value`",
    });
    return {};
  }
  const parsed = frontMatterSchema.safeParse(result.value ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = issue.code === "unrecognized_keys" ? issue.keys.join("`, `") : issue.path.join(".");
    reporter.report("front-matter-invalid", position, {
      message:
        issue.code === "unrecognized_keys"
          ? `The front matter has no field \`${field}\`; none of it was read.`
          : `The front matter is not valid${field === "" ? "" : ` in its field \`${field}\``}; none of it was read.`,
      expected: expectedOf.get(field) ?? "schema, id, title, description, lang and license, each at most once",
    });
  }
  return {};
}

const words = "1 to 500 characters";

/** What each field takes, in words. */
const expectedOf: ReadonlyMap<string, string> = new Map([
  ["schema", "1"],
  ["id", "1 to 128 letters, digits, dots, dashes and underscores, the first one a letter or digit"],
  ["title", words],
  ["description", words],
  ["lang", "a language tag such as en or pt-BR"],
  ["license", words],
]);
