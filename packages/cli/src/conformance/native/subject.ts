import { ownValue, parseJson } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import type { Reply } from "../../http/send.ts";
import { nativeDialect } from "../../predict/dialects/native.ts";
import { withBody } from "../call.ts";
import type { Call } from "../call.ts";
import type { Subject } from "../check.ts";
import { calibrated } from "../describe.ts";
import type { Described, Undescribed } from "../describe.ts";
import { dialectParts } from "../dialect-parts.ts";
import { exampleCount, likeGiven } from "../examples.ts";
import { get } from "../judge.ts";
import { sampleOf } from "../schema/sample.ts";
import { followed, kindsOf } from "../schema/schema.ts";
import { bigRowOf } from "./big-row.ts";
import { nativeRoutes } from "./document.ts";
import type { NativeRoutes } from "./document.ts";

/** A model behind the kit's own routes. */
export interface NativeSubject extends Subject {
  readonly routes: NativeRoutes;
  /** A request for one row, as it is. */
  readonly row: (value: Json | string) => Call;
}

/** @throws CannotTest */
export async function nativeSubject(described: Described): Promise<NativeSubject> {
  const routes = await nativeRoutes(described);
  const single = nativeDialect(described.model, undefined);
  single.oneByOne?.();
  const candidates =
    described.examples === undefined
      ? Array.from({ length: exampleCount }, (_, index) => sampleOf(routes.input, index))
      : likeGiven(described.examples);
  const named = (name: string): Call => ({ ...base.call(candidates.slice(0, 1)), path: `/models/${name}/predict` });
  const probe = ["/readyz", "/ready", "/health"].find((path) => routes.paths.has(path)) ?? "/health";
  const base = {
    protocol: "native",
    model: described.model,
    hasBatches: routes.hasBatches,
    ...dialectParts(nativeDialect(described.model, undefined), single),
    errorFault,
    readiness: get(probe),
    traits: {
      nonFinite: false,
      contentTypes: {
        taken: ["application/json; charset=utf-8"],
        refused: [undefined, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
      },
      takesObjects: kindsOf(followed(routes.input)).join() === "object",
    },
    ...([...routes.paths].some((path) => path.startsWith("/models/")) && {
      named,
      versioned: (version: string): Call => {
        const call = base.call(candidates.slice(0, 1));
        return { ...call, path: `${routes.prefix}/versions/${version}/predict` };
      },
    }),
  } satisfies Undescribed;
  const found = await calibrated(described, candidates, base);
  const [first = null] = found.rows;
  const bigRow = bigRowOf(routes, first);
  return {
    ...base,
    ...found,
    ...(bigRow !== undefined && { bigRow }),
    routes,
    row: (value) => (typeof value === "string" ? withBody(base.call([first]), value) : base.call([value])),
  };
}

/** What is not as RFC 9457 has it. */
function errorFault({ status, headers, body }: Reply): string | undefined {
  const expected = `problem details (RFC 9457) as application/problem+json, with type, title and the status ${status}`;
  if (!/^application\/problem\+json\b/.test(headers["content-type"] ?? "")) return expected;
  try {
    const value = parseJson(body.toString("utf8"));
    const isWhole = ["type", "title"].every((name) => typeof ownValue(value, name) === "string");
    return isWhole && ownValue(value, "status") === status ? undefined : expected;
  } catch {
    return expected;
  }
}
