import { isObject, ownValue } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import type { NamedCheck } from "../check.ts";
import { describeAnswer, each, get, gives, isGood, json, refused, refusesAll, skip } from "../judge.ts";
import type { SeldonSubject } from "./subject.ts";

function puidOf(value: Json): Json | undefined {
  return ownValue(ownValue(value, "meta"), "puid");
}

/** Cases of the first protocol of Seldon Core. */
export const seldonChecks: readonly NamedCheck<SeldonSubject>[] = [
  [
    "ping",
    "must",
    "health",
    "answers GET /health/ping and GET /health/status",
    () =>
      each([get("/health/ping"), get("/health/status")], (answer) =>
        isGood(answer) ? undefined : { expected: "a status of 2xx", got: describeAnswer(answer) },
      ),
  ],
  [
    "metadata",
    "should",
    "metadata",
    "describes its model at /metadata",
    () => json(get("/metadata"), (value) => (isObject(value) ? undefined : "an object")),
  ],
  [
    "puid-echo",
    "must",
    "predict",
    "gives the id of a prediction back",
    ({ send, message }) =>
      json(send({ ...message, meta: { puid: "mlops-7f3" } }), (value) =>
        puidOf(value) === "mlops-7f3" ? undefined : "meta.puid mlops-7f3",
      ),
  ],
  [
    "puid-fresh",
    "should",
    "predict",
    "gives predictions without an id one of their own",
    ({ send, message }) => ({
      stages: [[send(message)], [send(message)]],
      judge(answers) {
        const ids = answers.map((answer) => {
          const found = json(send(message), () => undefined).judge([answer]);
          return found === undefined && answer.kind === "reply"
            ? answer.body.toString("utf8").match(/"puid":\s*"([^"]+)"/)?.[1]
            : undefined;
        });
        const isFresh = ids.every((id) => id !== undefined) && new Set(ids).size === ids.length;
        return isFresh
          ? undefined
          : { expected: "two ids that are not alike", got: ids.map((id) => id ?? "none").join(" and ") };
      },
    }),
  ],
  [
    "old-path",
    "should",
    "http",
    "takes predictions at /api/v0.1 as well",
    (subject) =>
      each([{ ...subject.send(subject.message), path: "/api/v0.1/predictions" }], (answer) =>
        gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)),
      ),
  ],
  [
    "form-kept",
    "must",
    "predict",
    "answers in the form that the request has",
    ({ send, message }) => {
      const form = "jsonData" in message ? "jsonData" : "data";
      return json(send(message), (value) => (ownValue(value, form) === undefined ? `an answer in ${form}` : undefined));
    },
  ],
  [
    "payload-keys",
    "must",
    "input",
    "refuses a message without a payload, and one with two",
    ({ send, message }) =>
      refusesAll([send({}), send({ meta: {} }), send({ ...message, strData: "x", binData: "eA==" })]),
  ],
  [
    "payload-form",
    "must",
    "input",
    "refuses data, texts and bytes of another form",
    ({ send }) => {
      const bad: JsonObject[] = [
        { data: null },
        { data: 5 },
        { data: {} },
        { data: { ndarray: 5 } },
        { data: { ndarray: {} } },
        { data: { tensor: {} } },
        { data: { tensor: { shape: [2, 2], values: [1] } } },
        { data: { tensor: { shape: [-1], values: [1] } } },
        { data: { tensor: { shape: [4_294_967_296, 4_294_967_296], values: [1] } } },
        { strData: 5 },
        { binData: "*" },
        { binData: 5 },
      ];
      return refusesAll(bad.map(send));
    },
  ],
  [
    "row-foreign",
    "must",
    "input",
    "refuses rows that its model does not take",
    ({ send, message }) => {
      if (!("jsonData" in message))
        return refusesAll([send({ data: { ndarray: [{}] } }), send({ data: { ndarray: ["x"] } })]);
      return refusesAll([{ "mlops-no-such-field": 1 }, 5, null, "x"].map((row: Json) => send({ jsonData: [row] })));
    },
  ],
  [
    "meta-form",
    "should",
    "input",
    "refuses an id that is no text",
    ({ send, message }) =>
      each(
        [{ puid: 5 }, { puid: {} }].map((meta) => send({ ...message, meta })),
        (answer) => refused(answer),
      ),
  ],
  [
    "feedback",
    "should",
    "predict",
    "takes feedback",
    ({ send, message }) => {
      if (!("jsonData" in message) && !("data" in message)) return skip("the example is neither data nor jsonData");
      return each([{ ...send({ request: message, reward: 1 }), path: "/api/v1.0/feedback" }], (answer) =>
        isGood(answer) ? undefined : { expected: "a status of 2xx", got: describeAnswer(answer) },
      );
    },
  ],
];
