/** What an element is made with: attributes by their names, `true` for one without a value. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an element. Texts stay texts: nothing is ever read as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

let count = 0;

/** An id that no other element of the page has. */
export function freshId(): string {
  count += 1;
  return `part-${count}`;
}

/** Radio buttons in a row, of which one is on. */
export function choices(
  legend: string,
  labels: readonly string[],
  onChange: (label: string) => void,
): { readonly element: HTMLElement; select(label: string): void } {
  const name = freshId();
  const inputs = labels.map((label) => {
    const input = element("input", { type: "radio", name, value: label });
    input.addEventListener("change", () => {
      onChange(label);
    });
    return input;
  });
  const shown = inputs.map((input) => element("label", {}, input, element("span", {}, input.value)));
  return {
    element: element("fieldset", { class: "choices" }, element("legend", { class: "unseen" }, legend), ...shown),
    select(label) {
      for (const input of inputs) input.checked = input.value === label;
    },
  };
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}
