import { element, freshId } from "./element.ts";
import type { Field } from "./field.ts";
import { isSame } from "./field.ts";
import { parseJson, Verbatim, writeJson } from "./json-text.ts";

/** A part of a form, which asks for one value. */
export interface Control {
  readonly element: HTMLElement;
  /** The value; `undefined` where it is left out. */
  read(): unknown;
  /** Shows a value that fits the field; `undefined` for one that is left out. */
  fill(value: unknown): void;
  /** The control of an item or a member. */
  child(key: string): Control | undefined;
  /** Says what is wrong with the value; nothing any more without a text. */
  showFault(text?: string): void;
  focus(): void;
}

/** How a control is called, and whether its value may be left out. */
export interface ControlNotes {
  readonly label: string;
  readonly isOptional: boolean;
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Leaf<Kind extends Field["kind"]> = Extract<Field, { kind: Kind }>;

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export function numberControl(field: Leaf<"number">, notes: ControlNotes): Control {
  const input = element("input", {
    type: "number",
    step: field.isWhole ? 1 : "any",
    min: field.min,
    max: field.max,
    inputmode: "decimal",
  });
  return framed(input, field, notes, {
    // As it was typed: a number keeps all its digits.
    read: () => {
      if (input.value === "") return undefined;
      return numberPattern.test(input.value) ? new Verbatim(input.value) : Number(input.value);
    },
    fill: (value) => {
      input.value = value === undefined || value === null ? "" : writeJson(value);
    },
  });
}

export function textControl(field: Leaf<"text">, notes: ControlNotes): Control {
  const input = field.isLong ? element("textarea", { rows: 1 }) : element("input", { type: "text" });
  input.spellcheck = false;
  return framed(input, field, notes, {
    read: () => (input.value === "" && notes.isOptional ? undefined : input.value),
    fill: (value) => {
      input.value = typeof value === "string" ? value : "";
    },
  });
}

export function choiceControl(field: Leaf<"choice">, notes: ControlNotes): Control {
  const labels = field.values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  const options = labels.map((label, index) => element("option", { value: index }, label));
  const blank = notes.isOptional ? [element("option", { value: "" }, "left out")] : [];
  const select = element("select", {}, ...blank, ...options);
  return framed(select, field, notes, {
    read: () => (select.value === "" ? undefined : field.values[Number(select.value)]),
    fill: (value) => {
      const index = value === undefined ? -1 : field.values.findIndex((one) => isSame(one, value));
      select.value = index === -1 ? (notes.isOptional ? "" : "0") : String(index);
    },
  });
}

export function booleanControl(field: Leaf<"boolean">, notes: ControlNotes): Control {
  if (notes.isOptional) return choiceControl({ ...field, kind: "choice", values: [true, false] }, notes);
  const input = element("input", { type: "checkbox" });
  return framed(input, field, notes, {
    read: () => input.checked,
    fill: (value) => {
      input.checked = value === true;
    },
  });
}

export function jsonControl(field: Field, notes: ControlNotes): Control {
  const input = element("textarea", { rows: 3, class: "code" });
  input.spellcheck = false;
  return framed(input, { ...field, bounds: [...field.bounds, "as JSON"] }, notes, {
    read: () => {
      const text = input.value.trim();
      if (text === "") return undefined;
      const parsed = parseJson(text);
      return parsed === undefined ? new Verbatim(text) : parsed.value;
    },
    fill: (value) => {
      input.value = value === undefined ? "" : writeJson(value);
    },
  });
}

/** What a field takes, in a line. */
export function hintOf({ type, bounds }: Field): string {
  return [type, ...bounds].join(" · ");
}

/** An input with its label, what is said of it, and the place for its fault. */
function framed(
  input: Input,
  field: Field,
  { label, isOptional }: ControlNotes,
  value: Pick<Control, "read" | "fill">,
): Control {
  input.id = freshId();
  input.autocomplete = "off";
  const hint = element("span", { class: "hint", id: freshId() }, hintOf(field) + (isOptional ? " · optional" : ""));
  const about = element("span", { class: "hint", id: freshId() }, field.about ?? "");
  const { fault, showFault } = faultOf(input, [hint.id, ...(field.about === undefined ? [] : [about.id])]);
  return {
    element: element(
      "div",
      { class: input.type === "checkbox" ? "field check" : "field" },
      element("label", { for: input.id }, label),
      hint,
      input,
      ...(field.about === undefined ? [] : [about]),
      fault,
    ),
    ...value,
    child: () => undefined,
    showFault,
    focus() {
      input.focus();
    },
  };
}

/** The place for what is wrong with a value, which the element is described by while there is something. */
export function faultOf(
  target: HTMLElement,
  descriptions: readonly string[],
): { readonly fault: HTMLElement; readonly showFault: Control["showFault"] } {
  const fault = element("p", { class: "fault", id: freshId(), hidden: true });
  const showFault = (text?: string): void => {
    fault.textContent = text ?? "";
    fault.hidden = text === undefined;
    const described = [...descriptions, ...(text === undefined ? [] : [fault.id])];
    if (described.length > 0) target.setAttribute("aria-describedby", described.join(" "));
    else target.removeAttribute("aria-describedby");
    if (!(target instanceof HTMLFieldSetElement)) target.setAttribute("aria-invalid", String(text !== undefined));
  };
  showFault();
  return { fault, showFault };
}
