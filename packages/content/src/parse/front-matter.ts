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
  const bodyStart = source.lineStarts[position.start.line] ?? position.start.offset;
  const result = readYaml(yaml);
  if ("fault" in result) {
    const place = bodyStart + result.offset;
    reporter.report("front-matter-invalid", source.position(place, place), {
      message: `The front matter is not valid YAML: ${result.fault}.`,
      expected: "lines of the form `name: value`",
    });
    return {};
  }
  const parsed = frontMatterSchema.safeParse(result.value ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = issue.path.join(".");
    reporter.report("front-matter-invalid", position, {
      message: `The front matter is not valid${field === "" ? "" : ` in its field \`${field}\``}: ${issue.message}.`,
      expected: "schema, id, title, description, lang and license, each at most once",
    });
  }
  return {};
}
