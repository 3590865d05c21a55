import type { CredentialKind } from "./contracts.ts";
import { element, freshId } from "./element.ts";

/** Credentials as they were typed in. They stay in the input: nothing keeps them, and leaving the page forgets them. */
export interface Credentials {
  readonly element: HTMLElement | undefined;
  /** The header to send; `undefined` while nothing is typed in. */
  read(): { readonly kind: CredentialKind; readonly value: string } | undefined;
  onChange(listener: () => void): void;
}

export function createCredentials(kinds: readonly CredentialKind[]): Credentials {
  const [first] = kinds;
  if (first === undefined) return { element: undefined, read: () => undefined, onChange() {} };
  const input = element("input", { type: "password", id: freshId(), autocomplete: "off" });
  const select = element(
    "select",
    { "aria-label": "Kind of credentials" },
    ...kinds.map(({ label }, index) => element("option", { value: index }, label)),
  );
  const box = element(
    "form",
    { class: "setting" },
    element("label", { for: input.id }, kinds.length === 1 ? first.label : "Credentials"),
    ...(kinds.length === 1 ? [] : [select]),
    input,
  );
  box.addEventListener("submit", (event) => {
    event.preventDefault();
  });
  return {
    element: box,
    read() {
      const kind = kinds[Number(select.value)] ?? first;
      return input.value === "" ? undefined : { kind, value: input.value };
    },
    onChange(listener) {
      box.addEventListener("input", listener);
      box.addEventListener("change", listener);
    },
  };
}
