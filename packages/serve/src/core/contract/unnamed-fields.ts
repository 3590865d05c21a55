import type { $ZodType } from "zod/v4/core";
import { toPointer } from "../errors/pointer.ts";
import type { InputFault } from "../errors/serve-error.ts";
import { defOf } from "./row-fields.ts";

/** What stands within a schema by position: in fields by their names, in places of a list, in all further places. */
interface Parts {
  readonly fields?: Readonly<Record<string, $ZodType>> | undefined;
  readonly places?: readonly $ZodType[] | undefined;
  readonly rest?: $ZodType | undefined;
  /** Whether fields that are not named are a fault: an object that does not say what happens to them. */
  readonly isClosed?: boolean | undefined;
}

/**
 * Looks into a schema as far as each value has one schema only: through what may be missing, objects, lists and tuples,
 * not through unions and the like, where the value decides.
 */
function partsOf(schema: $ZodType): Parts {
  let inner = schema;
  for (;;) {
    const def = defOf(inner);
    switch (def.type) {
      case "optional":
      case "nullable":
      case "default":
      case "prefault":
      case "readonly":
      case "catch":
      case "nonoptional":
        inner = def.innerType;
        break;
      case "object":
        return { fields: def.shape, isClosed: def.catchall === undefined };
      case "array":
        return { rest: def.element };
      case "tuple":
        return { places: def.items, rest: def.rest ?? undefined };
      default:
        return {};
    }
  }
}

/** How deep is looked; the reader of bodies lets nothing nest deeper unless it is told to. */
const mostLevels = 100;

/**
 * The fields of a value that its schema does not name, where it does not say what happens to them. zod would leave them
 * out; a misspelt feature is an error, not a missing one.
 *
 * @param levels - How deep to look; 1 looks at the value itself only.
 */
export function unnamedFields(schema: $ZodType, value: unknown, levels: number = mostLevels): InputFault[] {
  const faults: InputFault[] = [];
  const look = (part: $ZodType, one: unknown, path: readonly PropertyKey[], left: number): void => {
    if (left === 0 || typeof one !== "object" || one === null) return;
    const { fields, places = [], rest, isClosed = false } = partsOf(part);
    if (Array.isArray(one)) {
      for (const [index, item] of one.entries()) {
        const own = places[index] ?? rest;
        if (own !== undefined) look(own, item, [...path, index], left - 1);
      }
    } else if (fields !== undefined) {
      for (const [key, item] of Object.entries(one)) {
        const own = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (own !== undefined) look(own, item, [...path, key], left - 1);
        else if (isClosed) faults.push(unnamedField(path, key));
      }
    }
  };
  look(schema, value, [], levels);
  return faults;
}

/** A field that the schema at a place does not name. */
export function unnamedField(path: readonly PropertyKey[], key: string): InputFault {
  return {
    pointer: toPointer([...path, key]),
    detail: "The contract has no such field",
    expected: "no field of this name",
    received: "a field",
  };
}

/** The objects within a schema, itself left out, whose unnamed fields are faults. */
export function closedObjects(schema: $ZodType): ReadonlySet<$ZodType> {
  const closed = new Set<$ZodType>();
  const seen = new Set<$ZodType>();
  const pending = [schema];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    const { fields, places = [], rest, isClosed = false } = partsOf(part);
    if (isClosed && part !== schema) closed.add(objectWithin(part));
    pending.push(...Object.values(fields ?? {}), ...places, ...(rest === undefined ? [] : [rest]));
  }
  return closed;
}

/** The object itself, without what says that it may be missing. */
function objectWithin(schema: $ZodType): $ZodType {
  const { def } = schema._zod;
  return "innerType" in def && isSchema(def.innerType) ? objectWithin(def.innerType) : schema;
}

function isSchema(value: unknown): value is $ZodType {
  return typeof value === "object" && value !== null && "_zod" in value;
}
