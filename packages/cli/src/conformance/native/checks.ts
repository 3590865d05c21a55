import { isList, isObject, ownValue } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { withHeader } from "../call.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { goodCall } from "../common/bodies.ts";
import { describeAnswer, each, get, isGood, json, once, refusesAll, skip } from "../judge.ts";
import { misfitOf } from "../schema/fit.ts";
import { mutationsOf } from "../schema/mutations.ts";
import type { Mutation } from "../schema/mutations.ts";
import type { NativeSubject } from "./subject.ts";

type Table = readonly NamedCheck<NativeSubject>[];

function refuses(mutation: Mutation): (subject: NativeSubject) => Plan | Skip {
  return (subject) => {
    const calls = mutationsOf(subject.routes.input, subject.rows[0] ?? null, mutation).map((row) => subject.row(row));
    return calls.length === 0 ? skip("the contract refuses no such row") : refusesAll(calls);
  };
}

/** Cases of the kit's own routes. */
export const nativeChecks: Table = [
  [
    "document",
    "must",
    "metadata",
    "describes itself with OpenAPI 3.1",
    () =>
      json(get("/openapi.json"), (value) => {
        const version = ownValue(value, "openapi");
        if (typeof version !== "string" || !version.startsWith("3.")) return "the member openapi with 3.1";
        return isObject(ownValue(value, "info")) ? undefined : "the member info";
      }),
  ],
  ["health", "must", "health", "answers GET /health with JSON", () => json(get("/health"), () => undefined)],
  [
    "answer-schema",
    "must",
    "predict",
    "answers as its own document says",
    (subject) => {
      const calls = subject.rows.map((row) => subject.row(row));
      return each(calls, (answer) => {
        const [found] = [json(goodCall(subject), (value) => misfitOf(subject.routes.output, value)).judge([answer])];
        return found === undefined || "skip" in found ? undefined : found;
      });
    },
  ],
  [
    "answer-type",
    "must",
    "predict",
    "says that its answer is JSON",
    (subject) =>
      once(goodCall(subject), (answer) => {
        const isJson = isGood(answer) && /^application\/json\b/.test(answer.headers["content-type"] ?? "");
        return isJson ? undefined : { expected: "the content type application/json", got: describeAnswer(answer) };
      }),
  ],
  ["row-missing", "must", "input", "refuses a row without a field that its document requires", refuses("missing")],
  ["row-extra", "must", "input", "refuses a row with a field that its document does not allow", refuses("extra")],
  ["row-kind", "must", "input", "refuses values of another kind than its document says", refuses("kind")],
  ["row-length", "must", "input", "refuses lists of other lengths than its document says", refuses("length")],
  ["row-range", "must", "input", "refuses values beyond the bounds of its document", refuses("range")],
  [
    "batch-form",
    "must",
    "input",
    "refuses a batch that is no list",
    (subject) => {
      if (!subject.hasBatches) return skip("there is no route for batches");
      const path = `${subject.routes.prefix}/predict/batch`;
      return refusesAll(["{}", "null", "5", '"x"'].map((text) => ({ ...subject.row(text), path })));
    },
  ],
  [
    "batch-bad-row",
    "must",
    "predict",
    "answers a batch with a bad row: null in its place, its fault by its index, and its neighbours as ever",
    (subject) => {
      if (!subject.hasBatches) return skip("there is no route for batches");
      const [first = null] = subject.rows;
      const [bad] = (["missing", "kind", "length", "range"] as const).flatMap((one) =>
        mutationsOf(subject.routes.input, first, one),
      );
      if (bad === undefined) return skip("the contract refuses no row");
      const call = { ...subject.row(writeJson([first, bad, first])), path: `${subject.routes.prefix}/predict/batch` };
      return json(call, (value) => {
        const [predictions, errors] = [ownValue(value, "predictions"), ownValue(value, "errors")];
        const wanted = [subject.answers[0], "null", subject.answers[0]].join();
        if (!isList(predictions) || predictions.map(writeJson).join() !== wanted) return `the predictions ${wanted}`;
        const indexes = isList(errors) ? errors.map((error) => ownValue(error, "index") ?? null) : [];
        return writeJson(indexes) === "[1]" ? undefined : "errors with the index 1";
      });
    },
  ],
  [
    "batch-empty",
    "must",
    "predict",
    "answers a batch without rows with no predictions, or refuses it",
    (subject) => {
      if (!subject.hasBatches) return skip("there is no route for batches");
      return once({ ...subject.row("[]"), path: `${subject.routes.prefix}/predict/batch` }, (answer) => {
        if (answer.kind === "reply" && answer.status >= 400 && answer.status < 500) return undefined;
        const found = json(goodCall(subject), (value) => {
          const predictions = ownValue(value, "predictions");
          return isList(predictions) && predictions.length === 0 ? undefined : "no predictions";
        }).judge([answer]);
        return found === undefined || "skip" in found ? undefined : found;
      });
    },
  ],
  [
    "request-id-echo",
    "should",
    "predict",
    "gives the id of a request back, and another in the place of one that is no id",
    (subject) =>
      each(
        ["mlops-7f3", "a b;<script>"].map((id) => withHeader(goodCall(subject), "x-request-id", id)),
        (answer, at) => {
          const id = answer.kind === "reply" ? answer.headers["x-request-id"] : undefined;
          const isRight = at === 0 ? id === "mlops-7f3" : id !== undefined && /^[\w.-]+$/.test(id);
          return isRight
            ? undefined
            : {
                expected: at === 0 ? "x-request-id: mlops-7f3" : "a harmless id",
                got: `x-request-id: ${id ?? "none"}`,
              };
        },
      ),
  ],
  [
    "wrong-verb-allow",
    "should",
    "http",
    "answers other methods with 405 and says which there are",
    (subject) =>
      once({ ...goodCall(subject), method: "PUT" }, (answer) => {
        const isTold =
          answer.kind === "reply" && answer.status === 405 && (answer.headers["allow"] ?? "").includes("POST");
        return isTold ? undefined : { expected: "405 with allow: POST", got: describeAnswer(answer) };
      }),
  ],
];
