import { createAnswerView } from "./answer.ts";
import { createCodeView } from "./code-view.ts";
import type { ModelContract } from "./contracts.ts";
import { createControl } from "./control.ts";
import type { Credentials } from "./credentials.ts";
import { button, choices, element, freshId } from "./element.ts";
import { blankOf, fits, isForm } from "./field.ts";
import { parseJson, writeJson } from "./json-text.ts";
import type { Control } from "./leaf-controls.ts";
import { faultsIn, send } from "./send.ts";
import type { Request } from "./snippets.ts";

/** A form for one version of a model. What is sent is the text of the JSON editor, which the form writes. */
export function createPlayground(contract: ModelContract, credentials: Credentials): HTMLElement {
  const { input: field, examples } = contract;
  const hasForm = isForm(field);
  const form = createControl(field, { label: "Input", isOptional: false });
  const editor = element("textarea", { id: freshId(), class: "code editor", rows: 8, autocomplete: "off" });
  editor.spellcheck = false;
  const note = element("p", { class: "note", hidden: true });
  const answer = createAnswerView();
  const code = createCodeView((text) => {
    answer.say(text);
  });
  const formBox = element("div", { class: "form" }, form.element);
  const editorBox = element("div", { class: "field" }, element("label", { for: editor.id }, "Body as JSON"), editor);

  const request = (): Request => {
    const credential = credentials.read();
    return {
      url: new URL(contract.path, document.baseURI).href,
      headers: [["content-type", "application/json"]],
      ...(credential !== undefined && { credential: credential.kind }),
      body: editor.value,
    };
  };
  const update = (): void => {
    code.update(request());
  };
  const setNote = (text: string): void => {
    note.textContent = text;
    note.hidden = text === "";
  };
  const readForm = (): void => {
    editor.value = writeJson(form.read() ?? null);
    setNote("");
    update();
  };
  const readEditor = (): void => {
    const parsed = parseJson(editor.value);
    const isShown = parsed !== undefined && fits(field, parsed.value);
    if (isShown) form.fill(parsed.value);
    const what = parsed === undefined ? "This is not JSON yet." : "This JSON has values that the form cannot show.";
    setNote(isShown || !hasForm ? "" : `${what} Whoever changes the form replaces it.`);
    update();
  };
  const fill = (value: unknown): void => {
    editor.value = writeJson(value);
    clearFaults();
    readEditor();
  };

  let faulty: Control[] = [];
  const clearFaults = (): void => {
    for (const control of faulty) control.showFault();
    faulty = [];
  };
  const showFaults = (problem: unknown): void => {
    for (const { path, text } of faultsIn(problem)) {
      const { control, rest } = controlAt(form, path);
      control.showFault(rest.length === 0 ? text : `${rest.join(" / ")}: ${text}`);
      faulty.push(control);
    }
    if (!formBox.hidden) faulty[0]?.focus();
  };

  let underWay: AbortController | undefined;
  const submit = async (): Promise<void> => {
    underWay?.abort();
    const abort = new AbortController();
    underWay = abort;
    clearFaults();
    answer.clear();
    answer.say("Asking …");
    const sent = request();
    try {
      const got = await send(sent, credentials.read()?.value, abort.signal);
      answer.show(got, sent);
      if (got.status >= 400) showFaults(parseJson(got.text)?.value);
    } catch {
      if (!abort.signal.aborted) answer.say("The server could not be reached.", "bad");
    }
  };

  let next = 0;
  const example = button("Example", () => {
    fill(examples[next % examples.length]);
    answer.say(
      examples.length === 1
        ? "Filled in."
        : `Filled in: example ${(next % examples.length) + 1} of ${examples.length}.`,
    );
    next += 1;
  });
  const clear = button("Clear", () => {
    fill(blankOf(field));
    answer.clear();
  });
  const views = choices("View", ["Form", "JSON"], (label) => {
    formBox.hidden = label !== "Form";
    editorBox.hidden = label !== "JSON";
  });
  views.select("Form");
  formBox.hidden = !hasForm;
  editorBox.hidden = hasForm;

  const root = element(
    "form",
    { "aria-label": `Try ${contract.name}, version ${contract.version}`, novalidate: true },
    ...(hasForm ? [views.element] : []),
    formBox,
    editorBox,
    note,
    element(
      "div",
      { class: "row" },
      element("button", { type: "submit", class: "main" }, "Send"),
      ...(examples.length > 0 ? [example] : []),
      clear,
    ),
    answer.element,
    code.element,
  );
  for (const type of ["input", "change"]) formBox.addEventListener(type, readForm);
  editor.addEventListener("input", readEditor);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  credentials.onChange(update);
  fill(examples[0] ?? blankOf(field));
  return root;
}

/** The innermost control on the way to a place, and the steps that are left. */
function controlAt(form: Control, path: readonly string[]): { control: Control; rest: readonly string[] } {
  let control = form;
  for (const [index, step] of path.entries()) {
    const child = control.child(step);
    if (child === undefined) return { control, rest: path.slice(index) };
    control = child;
  }
  return { control, rest: [] };
}
