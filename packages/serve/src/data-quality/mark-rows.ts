import { slots } from "./feature.ts";
import type { Feature } from "./feature.ts";

/** Marks a row of JSON: what each feature of it is, from a place of the marks on. */
export function markRow(features: readonly Feature[], row: unknown, marks: Uint16Array, from: number): void {
  for (let place = 0; place < features.length; place += 1) {
    const feature = features[place];
    if (feature !== undefined) marks[from + place] = markOf(feature, row);
  }
}

function markOf(feature: Feature, row: unknown): number {
  const { field, column } = feature;
  let value = row;
  if (field !== undefined) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return slots.mistyped;
    value = Object.hasOwn(row, field) ? Reflect.get(row, field) : undefined;
  }
  if (column === undefined) return feature.mark(value);
  if (value === undefined || value === null) return slots.missing;
  return Array.isArray(value) ? feature.mark(value[column]) : slots.mistyped;
}
