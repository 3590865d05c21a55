import type { ElementContent } from "hast";
import { tokenClasses } from "./token-classes.ts";

/** Colours code: gives its parts as spans with classes, or nothing where it cannot. */
export type Highlight = (code: string, language: string) => ElementContent[] | undefined;

/** More code is shown without colours: the time to colour it has to stay small. */
export const maxHighlightedLength = 65_536;
/** A longer line is left in one colour. */
const maxLineLength = 1000;
/** So many milliseconds a line may take: enough for the first one, which compiles its grammar, on a machine that is busy. */
const lineTimeLimit = 2000;

const variable = /^var\(--lesson-token-([a-z-]+)\)$/;
const known: ReadonlySet<string> = new Set(tokenClasses);

/**
 * Makes a {@link Highlight} with shiki, which is loaded only now and has to be installed beside this package. Runs without
 * WebAssembly; gives classes, so that pages need no inline styles. Put `highlightStyles` into a stylesheet of the page.
 *
 * @example
 * const highlight = await createHighlight();
 * const { pages } = lessonToHtml(lesson, { highlight });
 */
export async function createHighlight(): Promise<Highlight> {
  const [{ createCssVariablesTheme, createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  const theme = createCssVariablesTheme({ name: "lesson", variablePrefix: "--lesson-", fontStyle: false });
  const highlighter = await createHighlighterCore({
    themes: [theme],
    langs: languages.map((load) => load()),
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const loaded = new Set(highlighter.getLoadedLanguages());
  return (code, language) => {
    const lang = language.toLowerCase();
    if (!loaded.has(lang) || code.length > maxHighlightedLength) return undefined;
    const lines = highlighter.codeToTokensBase(code, {
      lang,
      theme: "lesson",
      tokenizeMaxLineLength: maxLineLength,
      tokenizeTimeLimit: lineTimeLimit,
    });
    const parts: ElementContent[] = [];
    for (const [index, line] of lines.entries()) {
      if (index > 0) parts.push({ type: "text", value: "\n" });
      for (const { content, color } of line) parts.push(toPart(content, color));
    }
    return parts;
  };
}

function toPart(value: string, color: string | undefined): ElementContent {
  const name = `tok-${variable.exec(color ?? "")?.[1] ?? ""}`;
  const text: ElementContent = { type: "text", value };
  if (!known.has(name)) return text;
  return { type: "element", tagName: "span", properties: { className: [name] }, children: [text] };
}

/** The languages that courses are written about, each loaded by itself. */
const languages = [
  () => import("shiki/langs/bash.mjs"),
  () => import("shiki/langs/c.mjs"),
  () => import("shiki/langs/cpp.mjs"),
  () => import("shiki/langs/csharp.mjs"),
  () => import("shiki/langs/css.mjs"),
  () => import("shiki/langs/diff.mjs"),
  () => import("shiki/langs/docker.mjs"),
  () => import("shiki/langs/go.mjs"),
  () => import("shiki/langs/html.mjs"),
  () => import("shiki/langs/http.mjs"),
  () => import("shiki/langs/ini.mjs"),
  () => import("shiki/langs/java.mjs"),
  () => import("shiki/langs/javascript.mjs"),
  () => import("shiki/langs/json.mjs"),
  () => import("shiki/langs/jsx.mjs"),
  () => import("shiki/langs/make.mjs"),
  () => import("shiki/langs/markdown.mjs"),
  () => import("shiki/langs/nginx.mjs"),
  () => import("shiki/langs/proto.mjs"),
  () => import("shiki/langs/python.mjs"),
  () => import("shiki/langs/r.mjs"),
  () => import("shiki/langs/rust.mjs"),
  () => import("shiki/langs/shellsession.mjs"),
  () => import("shiki/langs/sql.mjs"),
  () => import("shiki/langs/toml.mjs"),
  () => import("shiki/langs/tsx.mjs"),
  () => import("shiki/langs/typescript.mjs"),
  () => import("shiki/langs/xml.mjs"),
  () => import("shiki/langs/yaml.mjs"),
] as const;
