import { textOf, withBody, withHeader } from "../call.ts";
import type { Call } from "../call.ts";
import type { Fault, NamedCheck, Plan, Skip, Subject } from "../check.ts";
import {
  answered,
  describeAnswer,
  each,
  gives,
  isGood,
  once,
  refused,
  refusedOrClosed,
  refusesAll,
  skip,
} from "../judge.ts";
import type { Answer } from "../../http/send.ts";
import { goodCall } from "./bodies.ts";

const traversals = [
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e%2f%2e%2e%2fetc",
  "..%5c..%5cwindows",
  "%252e%252e%252f",
  "%00",
  "%ff%fe",
  "%0d%0aset-cookie:a=b",
  "__proto__",
  "constructor",
  "$%7bjndi:x%7d",
  "a".repeat(2_000),
];

/** The first row alone has its own answer. */
function sameAnswer(subject: Subject, answer: Answer): Fault | undefined {
  return gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1));
}

function typed(subject: Subject, types: readonly (string | undefined)[]): Call[] {
  return types.map((type) => withHeader(goodCall(subject), "content-type", type));
}

function typesTaken(subject: Subject): Plan | Skip {
  const { taken } = subject.traits.contentTypes;
  if (taken.length === 0) return skip("the protocol has one content type");
  return each(typed(subject, taken), (answer) => sameAnswer(subject, answer));
}

function typesRefused(subject: Subject): Plan | Skip {
  const { refused: types } = subject.traits.contentTypes;
  return types.length === 0 ? skip("the protocol takes any content type") : refusesAll(typed(subject, types));
}

/** Cases of HTTP itself. What only an attacker on a proxy's way sends is none of them. */
export const httpChecks: readonly NamedCheck[] = [
  [
    "http-wrong-verb",
    "must",
    "http",
    "refuses other methods where predictions are asked for",
    (subject) => {
      const call = goodCall(subject);
      return refusesAll([
        ...["PUT", "PATCH", "DELETE"].map((method) => ({ ...call, method })),
        { method: "GET", path: call.path, headers: [] },
      ]);
    },
  ],
  [
    "http-trace",
    "must",
    "http",
    "does not send a request back for TRACE",
    (subject) =>
      once({ method: "TRACE", path: goodCall(subject).path, headers: [["x-marker", "mlops-trace"]] }, (answer) => {
        const isEcho = answer.kind === "reply" && answer.body.includes("mlops-trace");
        return isGood(answer) || isEcho
          ? { expected: "a refusal without the headers of the request", got: describeAnswer(answer) }
          : undefined;
      }),
  ],
  ["content-type-refused", "must", "http", "refuses the content types that its protocol does not take", typesRefused],
  [
    "content-encoding-lie",
    "should",
    "http",
    "refuses a body that is not compressed as it says",
    (subject) =>
      refusesAll(
        ["gzip", "deflate", "x-none"].map((coding) => withHeader(goodCall(subject), "content-encoding", coding)),
      ),
  ],
  [
    "path-hostile-names",
    "must",
    "http",
    "knows no model of a name that leaves its folder, is no text or belongs to every object",
    (subject) => {
      const { named } = subject;
      if (named !== undefined) return refusesAll(traversals.map((name) => named(name)));
      const call = goodCall(subject);
      return refusesAll(traversals.map((name) => ({ ...call, path: `${call.path}/${name}` })));
    },
  ],
  [
    "path-long",
    "must",
    "http",
    "refuses a path of 60,000 characters, or hangs up",
    (subject) =>
      once({ ...goodCall(subject), path: `${goodCall(subject).path}/${"a".repeat(60_000)}` }, refusedOrClosed),
  ],
  [
    "header-long",
    "must",
    "http",
    "answers headers of 8 kB and of 100 kB, or hangs up",
    (subject) =>
      each(
        [8_000, 100_000].map((length) => withHeader(goodCall(subject), "x-filler", "a".repeat(length))),
        answered,
      ),
  ],
  [
    "header-prototype",
    "must",
    "http",
    "answers headers of names that objects have anyway",
    (subject) => {
      const call = goodCall(subject);
      const headers = [
        ...call.headers,
        ["__proto__", "x"] as const,
        ["constructor", "x"] as const,
        ["then", "x"] as const,
      ];
      return once({ ...call, headers }, answered);
    },
  ],
  [
    "body-chunked",
    "must",
    "http",
    "takes a body in chunks as it takes one with its length",
    (subject) => once({ ...goodCall(subject), manner: "chunked" }, (answer) => sameAnswer(subject, answer)),
  ],
  [
    "body-slow",
    "must",
    "http",
    "waits for a slow body and answers others meanwhile",
    (subject) => ({
      stages: [[{ ...goodCall(subject), manner: "slow" }, goodCall(subject), goodCall(subject)]],
      judge(answers) {
        for (const [at, answer] of answers.entries()) {
          const fault = sameAnswer(subject, answer);
          if (fault !== undefined) return { at, ...fault };
        }
        const [slow, ...others] = answers.map(({ ms }) => ms);
        const isLate = others.some((ms) => ms >= (slow ?? 0));
        return isLate
          ? { at: 1, expected: "an answer before the slow body is there", got: "an answer only after it" }
          : undefined;
      },
    }),
  ],
  [
    "body-cut",
    "must",
    "http",
    "answers, or hangs up on, a client that says half-way that nothing more will come",
    (subject) =>
      each(
        [
          { ...goodCall(subject), manner: "cut" },
          withBody({ ...goodCall(subject), manner: "cut" }, textOf(goodCall(subject)), { repeat: " ", times: 100_000 }),
        ],
        (answer) => (answer.kind === "failure" && answer.reason === "closed" ? undefined : refused(answer)),
      ),
  ],
];

/** Content types that clients of the protocol send. */
export const contentTypeTaken: (subject: Subject) => Plan | Skip = typesTaken;
