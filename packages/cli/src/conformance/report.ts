import type { ServerOptions } from "../http/server-options.ts";
import { printable } from "../printable.ts";
import { counted } from "../report/finding.ts";
import type { Paint } from "../report/pretty.ts";
import type { ProtocolName } from "./check.ts";
import { curlLine } from "./curl.ts";
import { sentBy } from "./run-checks.ts";
import type { CheckResult } from "./run-checks.ts";
import type { CheckInfo } from "./suites.ts";

/** How many checks ended how. */
export interface Summary {
  readonly passed: number;
  readonly skipped: number;
  /** Failures of checks that must pass. */
  readonly failed: number;
  /** Failures of checks that should pass. */
  readonly warned: number;
}

export function summaryOf(results: readonly CheckResult[]): Summary {
  const count = (is: (one: CheckResult) => boolean): number => results.filter(is).length;
  return {
    passed: count(({ outcome }) => outcome === "passed"),
    skipped: count(({ outcome }) => outcome === "skipped"),
    failed: count(({ outcome, severity }) => outcome === "failed" && severity === "must"),
    warned: count(({ outcome, severity }) => outcome === "failed" && severity === "should"),
  };
}

/** A check with what became of it; a failed one with what was sent, expected and received, and a line to send it again. */
export function resultText(result: CheckResult, server: ServerOptions, paint: Paint): string {
  const { id, title, outcome, severity, reason, expected = "", got = "", call } = result;
  const claim = `${id} ${title}`;
  if (outcome === "passed") return `${paint("green", "ok  ")} ${claim}\n`;
  if (outcome === "skipped") return `${paint("dim", "skip")} ${claim} (${reason ?? ""})\n`;
  const word = severity === "must" ? paint("red", "FAIL") : paint("yellow", "warn");
  const lines = [
    ["sent", sentBy(result) ?? "nothing"],
    ["expected", expected],
    ["got", got],
    ...(call === undefined ? [] : [["again", curlLine(call, server)]]),
  ];
  return `${word} ${claim}\n${lines.map(([name = "", text = ""]) => `       ${name.padEnd(9)} ${printable(server.redact(text))}\n`).join("")}`;
}

export function summaryText(
  protocol: ProtocolName,
  model: string | undefined,
  results: readonly CheckResult[],
): string {
  const { passed, failed, warned, skipped } = summaryOf(results);
  const about = `${protocol}, ${model ?? "the default model"}`;
  return `${about}: ${passed} passed, ${failed} failed that must pass, ${warned} that should, ${skipped} skipped\n`;
}

/** A result as data. */
export function resultData(result: CheckResult, server: ServerOptions): Readonly<Record<string, unknown>> {
  const { call, expected, got, beside: _, ...rest } = result;
  const told = { expected, got, sent: sentBy(result), curl: call === undefined ? undefined : curlLine(call, server) };
  const redacted = Object.entries(told).map(([name, text]) => [
    name,
    text === undefined ? undefined : server.redact(text),
  ]);
  return { ...rest, ...Object.fromEntries(redacted) };
}

/** The checks as a list. */
export function listText(infos: readonly CheckInfo[]): string {
  const width = Math.max(...infos.map(({ id }) => id.length));
  const lines = infos.map(({ id, severity, group, title }) => {
    return `${id.padEnd(width)}  ${severity.padEnd(6)}  ${group.padEnd(11)}  ${title}\n`;
  });
  return `${lines.join("")}${counted(infos.length, "check")}\n`;
}
