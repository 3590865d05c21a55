import { button, element, freshId } from "./element.ts";
import { blankOf, fits, isObject } from "./field.ts";
import type { Field } from "./field.ts";
import {
  booleanControl,
  choiceControl,
  faultOf,
  hintOf,
  jsonControl,
  numberControl,
  textControl,
} from "./leaf-controls.ts";
import type { Control, ControlNotes } from "./leaf-controls.ts";

type Group<Kind extends Field["kind"]> = Extract<Field, { kind: Kind }>;

/** What a group of controls does; the rest is the same for all. */
interface GroupParts extends Pick<Control, "read" | "fill" | "child" | "focus"> {
  readonly body: readonly HTMLElement[];
}

/** The control for a field. */
export function createControl(field: Field, notes: ControlNotes): Control {
  switch (field.kind) {
    case "number":
      return numberControl(field, notes);
    case "text":
      return textControl(field, notes);
    case "choice":
      return choiceControl(field, notes);
    case "boolean":
      return booleanControl(field, notes);
    case "json":
      return jsonControl(field, notes);
    case "object":
      return group(field, notes, objectParts(field));
    case "tuple":
      return group(field, notes, tupleParts(field));
    case "list":
      return group(field, notes, listParts(field));
    case "union":
      return group(field, notes, unionParts(field, notes));
  }
}

/** A box around several controls; where the value may be left out, a switch says whether it is. */
function group(field: Field, { label, isOptional }: ControlNotes, parts: GroupParts): Control {
  const body = element("div", { class: "group" }, ...parts.body);
  const input = element("input", { type: "checkbox", checked: true });
  const hint = element("span", { class: "hint" }, hintOf(field));
  const legend = isOptional
    ? element("legend", {}, element("label", {}, input, label), " ", hint)
    : element("legend", {}, label, " ", hint);
  const about = element("p", { class: "hint", id: freshId() }, field.about ?? "");
  const told = field.about === undefined ? [] : [about];
  const box = element("fieldset", {}, legend, ...told);
  const { fault, showFault } = faultOf(
    box,
    told.map(({ id }) => id),
  );
  box.append(fault, body);
  const showBody = (): void => {
    body.hidden = !input.checked;
  };
  input.addEventListener("change", showBody);
  return {
    element: box,
    read: () => (input.checked ? parts.read() : undefined),
    fill(value) {
      input.checked = !isOptional || value !== undefined;
      showBody();
      parts.fill(value === undefined ? blankOf(field) : value);
    },
    child: (key) => parts.child(key),
    showFault,
    focus() {
      if (isOptional) input.focus();
      else parts.focus();
    },
  };
}

function objectParts({ members }: Group<"object">): GroupParts {
  const controls = new Map(
    members.map(({ name, field, isOptional }) => [name, createControl(field, { label: name, isOptional })]),
  );
  return {
    body: [...controls.values()].map((control) => control.element),
    read: () =>
      Object.fromEntries(
        [...controls].flatMap(([name, control]) => {
          const value = control.read();
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    fill(value) {
      const values = isObject(value) ? value : {};
      for (const [name, control] of controls) control.fill(Object.hasOwn(values, name) ? values[name] : undefined);
    },
    child: (key) => controls.get(key),
    focus() {
      [...controls.values()][0]?.focus();
    },
  };
}

function itemLabel(field: Field, place: number): string {
  return field.title ?? `Item ${place + 1}`;
}

function tupleParts({ items }: Group<"tuple">): GroupParts {
  const controls = items.map((item, place) =>
    createControl(item, { label: itemLabel(item, place), isOptional: false }),
  );
  return {
    body: [element("div", { class: "tuple" }, ...controls.map((control) => control.element))],
    read: () => controls.map((control) => control.read() ?? null),
    fill(value) {
      for (const [place, control] of controls.entries()) {
        const item: unknown = Array.isArray(value) ? value[place] : undefined;
        control.fill(item === null ? undefined : item);
      }
    },
    child: (key) => controls[Number(key)],
    focus() {
      controls[0]?.focus();
    },
  };
}

function listParts({ item, least, most }: Group<"list">): GroupParts {
  let controls: Control[] = [];
  const rows = element("div", { class: "items" });
  const changed = (): void => {
    add.disabled = controls.length >= (most ?? Infinity);
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = (values: readonly unknown[]): void => {
    controls = values.map((value, place) => {
      const control = createControl(item, { label: itemLabel(item, place), isOptional: false });
      control.fill(value);
      return control;
    });
    rows.replaceChildren(
      ...controls.map((control, place) => {
        const remove = button(
          "Remove",
          () => {
            show(controls.filter((one) => one !== control).map((one) => one.read()));
            changed();
            (controls[Math.min(place, controls.length - 1)] ?? { focus: () => add.focus() }).focus();
          },
          { class: "small", "aria-label": `Remove item ${place + 1}` },
        );
        remove.disabled = controls.length <= least;
        return element("div", { class: "item" }, control.element, remove);
      }),
    );
    add.disabled = controls.length >= (most ?? Infinity);
  };
  const add = button(
    "Add an item",
    () => {
      show([...controls.map((control) => control.read()), blankOf(item)]);
      changed();
      controls.at(-1)?.focus();
    },
    { class: "small" },
  );
  return {
    body: [rows, add],
    read: () => controls.map((control) => control.read() ?? null),
    fill(value) {
      show(Array.isArray(value) ? value : []);
    },
    child: (key) => controls[Number(key)],
    focus() {
      (controls[0] ?? { focus: () => add.focus() }).focus();
    },
  };
}

function unionParts({ variants }: Group<"union">, { label }: ControlNotes): GroupParts {
  const select = element("select", { "aria-label": `Kind of ${label}` });
  select.append(
    ...variants.map((variant, index) => element("option", { value: index }, variant.title ?? variant.type)),
  );
  const body = element("div");
  let control: Control | undefined;
  const show = (index: number, value: unknown): void => {
    const variant = variants[index];
    if (variant === undefined) return;
    select.value = String(index);
    control = createControl(variant, { label: variant.title ?? variant.type, isOptional: false });
    control.fill(value);
    // With a single value there is nothing to say beyond the kind.
    body.replaceChildren(...(variant.kind === "choice" && variant.values.length === 1 ? [] : [control.element]));
  };
  select.addEventListener("change", () => {
    const variant = variants[Number(select.value)];
    show(Number(select.value), variant === undefined ? undefined : blankOf(variant));
  });
  return {
    body: [select, body],
    read: () => control?.read(),
    fill(value) {
      const index = variants.findIndex((variant) => fits(variant, value));
      show(Math.max(index, 0), value);
    },
    child: (key) => control?.child(key),
    focus() {
      select.focus();
    },
  };
}
