import { button, choices, element } from "./element.ts";
import { scrolled } from "./answer.ts";
import { curlSnippet, fetchSnippet, pythonSnippet } from "./snippets.ts";
import type { Request } from "./snippets.ts";

const languages: Readonly<Record<string, (request: Request) => string>> = {
  curl: curlSnippet,
  fetch: fetchSnippet,
  Python: pythonSnippet,
};

/** The request as a program, in the language of one's choice. */
export function createCodeView(say: (text: string) => void): {
  readonly element: HTMLElement;
  update(request: Request): void;
} {
  let language = "curl";
  let last: Request | undefined;
  const code = scrolled("Program", "");
  const update = (): void => {
    code.textContent = last === undefined ? "" : (languages[language]?.(last) ?? "");
  };
  const tabs = choices("Language", Object.keys(languages), (label) => {
    language = label;
    update();
  });
  tabs.select(language);
  const copy = button("Copy", () => void copyText(code, say), { class: "small" });
  return {
    element: element(
      "details",
      { class: "programs" },
      element("summary", {}, "As a program"),
      element("div", { class: "row" }, tabs.element, copy),
      code,
    ),
    update(request) {
      last = request;
      update();
    },
  };
}

/** Copies a text; where the browser does not let it, the text is selected. */
async function copyText(code: HTMLElement, say: (text: string) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    say("Copied.");
  } catch {
    getSelection()?.selectAllChildren(code);
    say("Selected. Copy it with the keyboard.");
  }
}
