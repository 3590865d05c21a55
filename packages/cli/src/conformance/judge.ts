import type { Answer, Reply } from "../http/send.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { AnswerError } from "../predict/dialect.ts";
import { shortened } from "./call.ts";
import type { Call } from "./call.ts";
import type { Fault, Plan, Skip, Subject } from "./check.ts";

/** An answer on one line, shortened. */
export function describeAnswer(answer: Answer): string {
  if (answer.kind === "failure") return answer.detail;
  const type = answer.headers["content-type"];
  const text = answer.body.toString("utf8");
  return shortened(`${answer.status}${type === undefined ? "" : ` [${type}]`}${text === "" ? "" : ` ${text}`}`);
}

/** Each call alone, one after the other, each judged by itself. */
export function each(calls: readonly Call[], judge: (answer: Answer, at: number) => Fault | undefined): Plan {
  return {
    stages: calls.map((call) => [call]),
    judge(answers) {
      for (const [at, answer] of answers.entries()) {
        const fault = judge(answer, at);
        if (fault !== undefined) return { at, ...fault };
      }
      return undefined;
    },
  };
}

/** One call and what is wrong with its answer. */
export function once(call: Call, judge: (answer: Answer) => Fault | undefined): Plan {
  return each([call], judge);
}

/** All of these are answered with a status of 4xx. */
export function refusesAll(calls: readonly Call[], statuses?: readonly number[]): Plan {
  return each(calls, (answer) => refused(answer, statuses));
}

/** What is wrong where a request has to be refused. */
export function refused(answer: Answer, statuses?: readonly number[]): Fault | undefined {
  const isRefused = answer.kind === "reply" && answer.status >= 400 && answer.status < 500;
  if (isRefused && (statuses === undefined || statuses.includes(answer.status))) return undefined;
  const wanted = statuses === undefined ? "a status of 4xx" : `the status ${statuses.join(" or ")}`;
  return { expected: wanted, got: describeAnswer(answer) };
}

/** The same where a server may also hang up: it need not read what is too much. */
export function refusedOrClosed(answer: Answer): Fault | undefined {
  if (answer.kind === "failure" && answer.reason === "closed") return undefined;
  return refused(answer);
}

/** What is wrong where a request may be taken or refused, but has to be answered. */
export function answered(answer: Answer): Fault | undefined {
  if (answer.kind === "failure" && answer.reason === "closed") return undefined;
  if (answer.kind === "reply" && answer.status < 500) return undefined;
  return { expected: "an answer, good or not, that is no 5xx", got: describeAnswer(answer) };
}

/** What is wrong with a good answer: a status that is none of 2xx, or rows that are not these. */
export function gives(
  answer: Answer,
  subject: Subject,
  rows: readonly Json[],
  wanted?: readonly string[],
): Fault | undefined {
  const expected =
    wanted === undefined ? "a status of 2xx with a result for each row" : `200 with ${shortened(wanted.join(", "))}`;
  if (!isGood(answer)) return { expected, got: describeAnswer(answer) };
  if (!subject.isReadable) return undefined;
  try {
    const results = subject.results(answer, rows);
    // Where answers differ each time, there is nothing to compare.
    if (wanted === undefined || !subject.isDeterministic || isSame(results, wanted)) return undefined;
    return { expected, got: `${answer.status} with ${shortened(results.join(", "))}` };
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    return { expected, got: `${describeAnswer(answer)}: ${error.message}` };
  }
}

export function isGood(answer: Answer): answer is Reply {
  return answer.kind === "reply" && answer.status >= 200 && answer.status < 300;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, at) => text === others[at]);
}

/** The JSON of a good answer, or what is wrong. */
export function jsonOfGood(answer: Answer): { readonly value: Json } | { readonly fault: Fault } {
  const expected = "a status of 2xx with JSON";
  if (!isGood(answer)) return { fault: { expected, got: describeAnswer(answer) } };
  try {
    return { value: parseJson(answer.body.toString("utf8")) };
  } catch {
    return { fault: { expected, got: describeAnswer(answer) } };
  }
}

/** One call whose good answer is JSON; `judge` says what is missing in it. */
export function json(call: Call, judge: (value: Json, answer: Reply) => string | undefined): Plan {
  return once(call, (answer) => {
    const found = jsonOfGood(answer);
    if ("fault" in found) return found.fault;
    const wrong = answer.kind === "reply" ? judge(found.value, answer) : undefined;
    return wrong === undefined ? undefined : { expected: wrong, got: describeAnswer(answer) };
  });
}

export function get(path: string): Call {
  return { method: "GET", path, headers: [] };
}

export function skip(reason: string): Skip {
  return { skip: reason };
}
