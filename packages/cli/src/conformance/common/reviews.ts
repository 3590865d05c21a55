import type { ProtocolName, Review } from "../check.ts";
import { describeAnswer } from "../judge.ts";

/** What a program shows of itself by mistake: stacks, places in its files, names of its parts. */
const internals = new RegExp(
  [
    // Stacks: of JavaScript, Java, Python.
    /\bat (?:async )?[\w.<>$[\] ]+ \((?:[^)\s]*:\d+\)|native|<anonymous>|\w+\.java)/,
    /\bat (?:file:|node:|\/)\S*:\d+/,
    /Traceback \(most recent/,
    /File \\?"[^"\\]+\\?", line \d+/,
    // Files and folders.
    /node_modules|node:internal|(?:site|dist)-packages/,
    /\/(?:home|usr|root|var|opt|app|tmp|srv|work)\/[\w./-]+/,
    /\b[A-Z]:\\\\\w/,
    /\w\.(?:py|ts|js|mjs|cc|cpp|java|go|rs):\d+/,
    // What a language calls its own errors.
    /\b(?:TypeError|ReferenceError|RangeError|SyntaxError|KeyError|AttributeError|NullPointerException|ZodError)\b/,
    /\bjava\.lang\.|Cannot read propert|is not a function/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** What every answer of a run is held to. */
export function reviewsOf(protocol: ProtocolName): Review[] {
  return [
    {
      id: `${protocol}/errors-no-5xx`,
      severity: "must",
      group: "errors",
      title: "answers no request with 5xx, however bad it is",
      review: (answer, _subject, _call, isBad) =>
        isBad && answer.kind === "reply" && answer.status >= 500 && answer.status !== 501 && answer.status !== 505
          ? { expected: "a status of 4xx for what is the client's fault", got: describeAnswer(answer) }
          : undefined,
    },
    {
      id: `${protocol}/errors-no-internals`,
      severity: "must",
      group: "errors",
      title: "shows no stack trace, no path of its files and no name of its parts in an answer",
      review(answer) {
        if (answer.kind !== "reply" || answer.status < 400) return undefined;
        const found = internals.exec(answer.body.toString("utf8"))?.[0];
        return found === undefined
          ? undefined
          : { expected: "nothing of the program", got: `${answer.status} with ${found}` };
      },
    },
    {
      id: `${protocol}/errors-own-shape`,
      severity: "must",
      group: "errors",
      title: "tells every error in the shape of its protocol",
      review(answer, subject, { manner, path }) {
        if (answer.kind !== "reply" || answer.status < 400) return undefined;
        // What is no whole request, or none that HTTP takes, has not reached the protocol.
        if (manner === "cut" || [408, 414, 431, 501, 505].includes(answer.status)) return undefined;
        // Beside the one path of a protocol that has no names in its paths, anybody may answer.
        const isOwn = subject.named !== undefined || path === subject.call(subject.rows.slice(0, 1)).path;
        const fault = isOwn ? subject.errorFault(answer) : undefined;
        return fault === undefined ? undefined : { expected: fault, got: describeAnswer(answer) };
      },
    },
    {
      id: `${protocol}/errors-no-html`,
      severity: "must",
      group: "errors",
      title: "answers nothing as a page for a browser",
      review: (answer) =>
        answer.kind === "reply" && /html|xml/.test(answer.headers["content-type"] ?? "")
          ? { expected: "a content type that no browser shows as a page", got: describeAnswer(answer) }
          : undefined,
    },
  ];
}
