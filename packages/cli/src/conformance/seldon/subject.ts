import type { Reply } from "../../http/send.ts";
import { isObject, ownValue, parseJson } from "../../json/parse-json.ts";
import type { JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { seldonDialect } from "../../predict/dialects/seldon.ts";
import { withBody } from "../call.ts";
import type { Call } from "../call.ts";
import type { Subject } from "../check.ts";
import { calibrated } from "../describe.ts";
import type { Described, Undescribed } from "../describe.ts";
import { dialectParts } from "../dialect-parts.ts";
import { get } from "../judge.ts";
import { defaultRows } from "../native/default-rows.ts";

/** The model behind the first protocol of Seldon Core. */
export interface SeldonSubject extends Subject {
  /** The members of a good message for the first example. */
  readonly message: JsonObject;
  /** A message with these members. */
  readonly send: (members: JsonObject) => Call;
}

/** @throws CannotTest */
export async function seldonSubject(described: Described): Promise<SeldonSubject> {
  const candidates = await defaultRows(described);
  const base = {
    protocol: "seldon",
    model: undefined,
    hasBatches: true,
    ...dialectParts(seldonDialect),
    errorFault,
    readiness: get("/health/status"),
    traits: {
      nonFinite: false,
      contentTypes: { taken: [undefined, "application/json; charset=utf-8"], refused: [] },
      takesObjects: true,
    },
  } satisfies Undescribed;
  const found = await calibrated(described, candidates, base);
  const [first = null] = found.rows;
  return {
    ...base,
    ...found,
    message: isObject(first) ? { jsonData: [first] } : { data: { ndarray: [first] } },
    send: (members) => withBody(base.call([first]), writeJson(members)),
  };
}

function errorFault({ body }: Reply): string | undefined {
  const expected = '{"status": {"code": …, "info": "…", "status": "FAILURE"}}';
  try {
    const status = ownValue(parseJson(body.toString("utf8")), "status");
    const [code, info, state] = ["code", "info", "status"].map((name) => ownValue(status, name));
    const isTold = (typeof code === "number" || typeof code === "string") && typeof info === "string";
    // The protocol's own enum has it as a text or as its number.
    return isTold && (state === "FAILURE" || state === 1) ? undefined : expected;
  } catch {
    return expected;
  }
}
