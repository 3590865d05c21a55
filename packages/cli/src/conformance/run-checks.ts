import type { Answer, Sender } from "../http/send.ts";
import { describeCall, outgoingOf, shortened } from "./call.ts";
import type { Call } from "./call.ts";
import type { Fault, Group, Review, Subject } from "./check.ts";
import { gives } from "./judge.ts";
import type { CheckInfo, ReadyCheck } from "./suites.ts";

/** What became of a check. */
export interface CheckResult extends CheckInfo {
  readonly outcome: "passed" | "failed" | "skipped";
  readonly ms: number;
  /** Why it was skipped. */
  readonly reason?: string | undefined;
  readonly expected?: string | undefined;
  readonly got?: string | undefined;
  /** The call that failed. */
  readonly call?: Call | undefined;
  /** How many calls were sent at once with it. */
  readonly beside?: number | undefined;
}

/** What a run works with. */
export interface RunOptions {
  readonly subject: Subject;
  readonly checks: readonly ReadyCheck[];
  readonly reviews: readonly Review[];
  readonly send: Sender["send"];
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Groups whose calls may be bad ones, after which the server has to be as it was. */
const badGroups: ReadonlySet<Group> = new Set<Group>(["input", "binary", "body", "http", "concurrency"]);
/** How often a server that is gone is looked for again, and how long in between. */
const mostLooks = 3;
const lookPauseMs = 200;

/** Runs checks one after the other, then tells what the claims about all answers have come to. */
export async function* runChecks(options: RunOptions): AsyncGenerator<CheckResult> {
  const { checks, reviews, isStopped } = options;
  const watch = createWatch(options);
  let isGone = false;
  for (const check of checks) {
    if (isStopped()) return;
    if (isGone) {
      yield { ...infoOf(check), outcome: "skipped", ms: 0, reason: "the server no longer answers" };
      continue;
    }
    const startedAt = performance.now();
    const { outcome, isAlive } = await runCheck(check, options, watch);
    if (isStopped()) return;
    isGone = !isAlive;
    yield { ...infoOf(check), ...outcome, ms: Math.round(performance.now() - startedAt) };
  }
  for (const { id, title, severity, group } of reviews) {
    const found = watch.faults.get(id);
    const count = watch.counts.get(id) ?? 0;
    const info = { id, title, severity, group, ms: 0 };
    if (found === undefined) yield { ...info, outcome: "passed" };
    else
      yield { ...info, outcome: "failed", ...found, got: `${found.got}${count > 1 ? ` (and ${count - 1} more)` : ""}` };
  }
}

type Outcome = Pick<CheckResult, "outcome" | "reason" | "expected" | "got" | "call" | "beside">;

async function runCheck(
  check: ReadyCheck,
  { subject, send, wait }: RunOptions,
  watch: Watch,
): Promise<{ outcome: Outcome; isAlive: boolean }> {
  const plan = check.plan();
  if ("skip" in plan) return { outcome: { outcome: "skipped", reason: plan.skip }, isAlive: true };
  const isBad = badGroups.has(check.group);
  const answers: Answer[] = [];
  for (const stage of plan.stages) {
    const got = await Promise.all(stage.map((call) => send(outgoingOf(call))));
    for (const [at, answer] of got.entries()) {
      const call = stage[at];
      if (call !== undefined) watch.look(answer, call, isBad);
    }
    answers.push(...got);
  }
  const calls = plan.stages.flatMap((stage) => stage.map((call) => ({ call, beside: stage.length - 1 })));
  const verdict = plan.judge(answers);
  if (verdict !== undefined && "skip" in verdict)
    return { outcome: { outcome: "skipped", reason: verdict.skip }, isAlive: true };
  const after = isBad || verdict !== undefined ? await lookAgain(subject, send, wait) : undefined;
  const isAlive = after === undefined || !after.isGone;
  const fault = verdict ?? after?.fault;
  if (fault === undefined) return { outcome: { outcome: "passed" }, isAlive };
  // A server that is gone is worse than whatever it answered.
  const worst = after?.isGone === true ? after.fault : fault;
  return {
    outcome: { outcome: "failed", expected: worst.expected, got: worst.got, ...calls[fault.at ?? 0] },
    isAlive,
  };
}

/** Whether the server answers a good request as it did before. */
async function lookAgain(
  subject: Subject,
  send: RunOptions["send"],
  wait: RunOptions["wait"],
): Promise<{ fault: Fault; isGone: boolean } | undefined> {
  const rows = subject.rows.slice(0, 1);
  for (let look = 1; ; look += 1) {
    const answer = await send(outgoingOf(subject.call(rows)));
    const fault = gives(answer, subject, rows, subject.answers.slice(0, 1));
    if (fault === undefined) return undefined;
    const isGone = answer.kind === "failure";
    if (!isGone || look === mostLooks) {
      return {
        fault: { expected: `that a good request is then answered as before: ${fault.expected}`, got: fault.got },
        isGone,
      };
    }
    await wait(lookPauseMs);
  }
}

interface Watch {
  look(answer: Answer, call: Call, isBad: boolean): void;
  readonly faults: ReadonlyMap<string, Pick<CheckResult, "expected" | "got" | "call">>;
  readonly counts: ReadonlyMap<string, number>;
}

/** Holds every answer to the claims about all of them; keeps the first fault of each. */
function createWatch({ subject, reviews }: RunOptions): Watch {
  const faults = new Map<string, Pick<CheckResult, "expected" | "got" | "call">>();
  const counts = new Map<string, number>();
  return {
    faults,
    counts,
    look(answer, call, isBad) {
      for (const claim of reviews) {
        const { id } = claim;
        const fault = claim.review(answer, subject, call, isBad);
        if (fault === undefined) continue;
        counts.set(id, (counts.get(id) ?? 0) + 1);
        if (!faults.has(id)) faults.set(id, { ...fault, call });
      }
    },
  };
}

function infoOf({ id, title, severity, group }: CheckInfo): CheckInfo {
  return { id, title, severity, group };
}

/** The call of a result on one line. */
export function sentBy({ call, beside = 0 }: CheckResult): string | undefined {
  if (call === undefined) return undefined;
  return `${shortened(describeCall(call))}${beside === 0 ? "" : ` at once with ${beside} others`}`;
}
