import type { Field, Member } from "./browser/field.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

/** More labels than that are counted. */
const mostLabels = 60;

/** What a contract says of a row, as a list to be read. */
export function rowHtml(field: Field): Html {
  const inner = field.kind === "object" ? field.members : [{ name: "the row", field, isOptional: false }];
  const about = field.kind === "object" && field.about !== undefined && html`<p class="about">${field.about}</p>`;
  return html`${about}${listHtml(inner)}`;
}

function listHtml(members: readonly Member[]): Html | undefined {
  if (members.length === 0) return undefined;
  return html`<ul class="fields">
    ${members.map(entryHtml)}
  </ul>`;
}

function entryHtml({ name, field, isOptional }: Member): Html {
  const { title, about, type, bounds } = field;
  return html`<li>
    <p class="entry">
      <code>${name}</code> ${title !== undefined && title !== name && html`<span>${title}</span>`}
      <span class="type">${type}</span>
      ${bounds.map((bound) => html`<span class="bound">${bound}</span> `)}
      ${isOptional && html`<span class="tag">optional</span>`}
    </p>
    ${about !== undefined && html`<p class="about">${about}</p>`} ${labelsHtml(field)} ${listHtml(partsOf(field))}
  </li>`;
}

function labelsHtml(field: Field): Html | undefined {
  const labels = field.labels ?? (field.kind === "choice" ? field.values : []);
  if (labels.length < 2) return undefined;
  const more = labels.length - mostLabels;
  return html`<ul class="labels">
    ${labels.slice(0, mostLabels).map((value) => html`<li><code>${labelOf(value)}</code></li>`)}
    ${more > 0 && html`<li>and ${more} more</li>`}
  </ul>`;
}

function labelOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** The parts of a field of which there is more to say than its type. */
function partsOf(field: Field): readonly Member[] {
  switch (field.kind) {
    case "object":
      return field.members;
    case "tuple":
      return field.items.some(isTelling)
        ? field.items.map((item, place) => ({ name: `[${place}]`, field: item, isOptional: false }))
        : [];
    case "list":
      return isTelling(field.item) ? [{ name: "each item", field: field.item, isOptional: false }] : [];
    case "union":
      return field.variants.some(isTelling)
        ? field.variants.map((one) => ({ name: one.title ?? "or", field: one, isOptional: false }))
        : [];
    default:
      return [];
  }
}

function isTelling(field: Field): boolean {
  const { title, about, bounds } = field;
  if (title !== undefined || about !== undefined || bounds.length > 0) return true;
  return (field.kind === "choice" && field.values.length > 1) || partsOf(field).length > 0;
}
