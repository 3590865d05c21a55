import { element } from "./element.ts";
import { parseJson, writeJson } from "./json-text.ts";
import { textIn } from "./field.ts";
import type { Answer } from "./send.ts";
import type { Request } from "./snippets.ts";

/** A longer body is shown up to here. */
const longestBody = 100_000;

/** The place where answers are shown. */
export interface AnswerView {
  readonly element: HTMLElement;
  /** Says what is going on; read out. */
  say(text: string, mood?: "good" | "bad"): void;
  show(answer: Answer, request: Request): void;
  clear(): void;
}

export function createAnswerView(): AnswerView {
  // Live regions have to be there before they speak.
  const status = element("p", { role: "status", class: "status" });
  const details = element("div");
  const say: AnswerView["say"] = (text, mood) => {
    status.textContent = text;
    status.dataset["mood"] = mood ?? "";
  };
  return {
    element: element("div", { class: "answer" }, status, details),
    say,
    show(answer, request) {
      const parsed = parseJson(answer.text);
      const title = textIn(parsed?.value, "title");
      const isGood = answer.status < 400;
      const what = isGood ? "OK" : (title ?? "Refused");
      say(`${answer.status} ${what} · ${round(answer.milliseconds)} ms`, isGood ? "good" : "bad");
      const body = parsed === undefined ? answer.text : writeJson(parsed.value);
      const isCut = body.length > longestBody;
      details.replaceChildren(
        scrolled("The answer's body", isCut ? `${body.slice(0, longestBody)}\n… ${body.length} characters` : body),
        timesOf(answer),
        headersOf(answer, request),
      );
    },
    clear() {
      say("");
      details.replaceChildren();
    },
  };
}

/** A text that scrolls, which the keyboard has to be able to do too. */
export function scrolled(label: string, text: string): HTMLPreElement {
  return element("pre", { tabindex: 0, role: "group", "aria-label": label }, text);
}

const stages: Readonly<Record<string, string>> = {
  read: "Read the body",
  queue: "Wait for its turn",
  validate: "Check the input",
  compute: "Predict",
  serialise: "Write the answer",
};

function timesOf({ timings, milliseconds }: Answer): HTMLElement {
  if (timings.length === 0) return element("div");
  const server = timings.reduce((sum, timing) => sum + timing.milliseconds, 0);
  const rows = [
    ...timings.map((timing): [string, number] => [stages[timing.stage] ?? timing.stage, timing.milliseconds]),
    ["Network and the rest", Math.max(0, milliseconds - server)] as const,
  ];
  const longest = Math.max(...rows.map(([, took]) => took), Number.MIN_VALUE);
  const table = element(
    "table",
    { class: "times" },
    element("caption", {}, "Where the time went"),
    element(
      "tbody",
      {},
      ...rows.map(([label, took]) => {
        const bar = element("span", { class: "bar" });
        bar.style.width = `${(100 * took) / longest}%`;
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, label),
          element("td", {}, `${round(took)} ms`),
          element("td", { "aria-hidden": "true" }, bar),
        );
      }),
    ),
  );
  return table;
}

function headersOf(answer: Answer, { headers, credential }: Request): HTMLElement {
  const hidden: [string, string][] =
    credential === undefined ? [] : [[credential.header, `${credential.scheme}••••••`]];
  return element(
    "details",
    {},
    element("summary", {}, "Headers"),
    listOf("Sent", [...headers, ...hidden]),
    listOf("Received", answer.headers),
  );
}

function listOf(title: string, headers: readonly (readonly [string, string])[]): HTMLElement {
  const lines = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return element("div", {}, element("p", { class: "hint" }, title), scrolled(`${title} headers`, lines));
}

function round(milliseconds: number): string {
  return milliseconds >= 100
    ? milliseconds.toFixed(0)
    : milliseconds >= 1
      ? milliseconds.toFixed(1)
      : milliseconds.toFixed(3);
}
