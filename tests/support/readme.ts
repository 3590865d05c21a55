import remarkParse from "remark-parse";
import { unified } from "unified";

/** A fenced `ts` block of a README: a program, and what it says that it prints. */
export interface Program {
  /** The line of the fence, from 1. */
  line: number;
  code: string;
  /** The texts of the `// → …` comments, in order. */
  prints: string[];
  /** Whether the fence says `no-run`: the program is only compiled. */
  isCompiledOnly: boolean;
}

/** The fenced `ts` blocks of a README, found with a Markdown parser. */
export function programsOf(markdown: string): Program[] {
  return unified()
    .use(remarkParse)
    .parse(markdown)
    .children.flatMap((node) => {
      if (node.type !== "code" || node.lang !== "ts") return [];
      const prints = [...node.value.matchAll(/^\s*\/\/ → ?(.*)$/gm)].map(([, text]) => text ?? "");
      const isCompiledOnly = node.meta?.split(/\s+/).includes("no-run") ?? false;
      return [{ line: node.position?.start.line ?? 0, code: node.value, prints, isCompiledOnly }];
    });
}

/**
 * Puts a free port in the place of the fixed one that a reader of the README would use: in `listen(3000)`,
 * `listen({ port: 3000 })` and in URLs. 0 would not do, because the program's own `fetch` has to name the port.
 */
export function withPort(code: string, port: number): string {
  const fixed = /\blisten\(\s*(?:\{\s*port:\s*)?(\d{4,5})\b/.exec(code)?.[1];
  return fixed === undefined ? code : code.replaceAll(new RegExp(`(?<=[:(]\\s*)${fixed}\\b`, "g"), String(port));
}
