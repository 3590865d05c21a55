import { setMaxListeners } from "node:events";
import { defineLeaf, valuesOf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { createSender } from "../http/send.ts";
import type { Answer, Sender } from "../http/send.ts";
import { serverArguments, serverOptions } from "../http/server-options.ts";
import type { ServerOptions } from "../http/server-options.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { isList, parseJson } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { printable } from "../printable.ts";
import { readText } from "../read-text.ts";
import { painter } from "../report/pretty.ts";
import { outgoingOf } from "./call.ts";
import type { ProtocolName } from "./check.ts";
import { claimedProtocols } from "./claims.ts";
import { CannotTest } from "./describe.ts";
import type { Described } from "./describe.ts";
import { listText, resultData, resultText, summaryOf, summaryText } from "./report.ts";
import { runChecks } from "./run-checks.ts";
import type { CheckResult } from "./run-checks.ts";
import { suites } from "./suites.ts";
import type { CheckInfo } from "./suites.ts";

const protocolNames: readonly ProtocolName[] = ["native", "tensorflow", "openinference", "mlflow", "seldon"];

/** `mlops conformance`. */
export function conformanceCommand(io: Io): Command {
  return defineLeaf(
    "conformance",
    "Hold a server to its protocols: good, wrong and hostile requests",
    {
      ...serverArguments,
      protocol: { type: "string", description: `Which to test: ${protocolNames.join(", ")}; else all that it speaks` },
      model: { type: "string", description: "The model; without it the server's default" },
      input: { type: "string", description: "A JSON file with a row, or a list of rows, that the model takes" },
      only: { type: "string", description: "Groups or ids of checks, with commas between them" },
      list: { type: "boolean", default: false, description: "Print the checks and test nothing" },
      json: { type: "boolean", default: false, description: "Print the results as JSON" },
    },
    async (args, rawArgs) => {
      const asked = protocolsOf(valuesOf(rawArgs, "--protocol"));
      const isWanted = wantedBy(args.only, asked);
      if (args.list) {
        const infos = (asked ?? protocolNames).flatMap((name) => suites[name].infos).filter(isWanted);
        io.stdout(args.json ? `${JSON.stringify(infos, null, 2)}\n` : listText(infos));
        return 0;
      }
      const server = serverOptions(args, rawArgs, io, 10_000);
      const examples = args.input === undefined ? undefined : await examplesIn(args.input, io);
      const stop = new AbortController();
      // Many requests at once wait for it.
      setMaxListeners(0, stop.signal);
      const signalled = io.toldToStop().then((signal) => {
        stop.abort();
        return signal;
      });
      const sender = createSender(server, false);
      const send: Sender["send"] = async (outgoing) => redacted(await sender.send(outgoing, stop.signal), server);
      const described: Described = { model: args.model, examples, ask: (call) => send(outgoingOf(call)) };
      try {
        const protocols = asked ?? (await claimedProtocols(described));
        const code = await testAll(
          protocols,
          { described, server, send, isWanted, signal: stop.signal, isJson: args.json },
          io,
        );
        if (!stop.signal.aborted) return code;
      } catch (error) {
        if (!(error instanceof CannotTest)) throw error;
        if (!stop.signal.aborted) return cannot("", error, server, io);
      } finally {
        sender.close();
      }
      return (await signalled) === "SIGINT" ? 130 : 143;
    },
  );
}

interface Testing {
  readonly described: Described;
  readonly server: ServerOptions;
  readonly send: Sender["send"];
  readonly isWanted: (info: CheckInfo) => boolean;
  readonly signal: AbortSignal;
  readonly isJson: boolean;
}

/** Tests one protocol after the other; gives the worst exit code. */
async function testAll(protocols: readonly ProtocolName[], testing: Testing, io: Io): Promise<number> {
  const { server, isJson, signal } = testing;
  const reports: unknown[] = [];
  const codes: number[] = [];
  for (const protocol of protocols) {
    if (signal.aborted) break;
    try {
      const { results, model } = await testOne(protocol, testing, io);
      const summary = summaryOf(results);
      reports.push({ protocol, model: model ?? null, summary, checks: results.map((one) => resultData(one, server)) });
      codes.push(summary.failed > 0 ? 1 : 0);
    } catch (error) {
      if (!(error instanceof CannotTest)) throw error;
      codes.push(cannot(`${protocol}: `, error, server, io));
      reports.push({ protocol, model: testing.described.model ?? null, error: server.redact(error.message) });
    }
  }
  if (isJson) io.stdout(`${JSON.stringify({ url: server.url.href, protocols: reports }, null, 2)}\n`);
  // Nobody there says more than a failure, and that more than a wrong call.
  return [3, 1, 2].find((code) => codes.includes(code)) ?? 0;
}

async function testOne(
  protocol: ProtocolName,
  { described, server, send, isWanted, signal, isJson }: Testing,
  io: Io,
): Promise<{ results: readonly CheckResult[]; model: string | undefined }> {
  const suite = suites[protocol];
  const { subject, checks } = await suite.prepare(described);
  const results: CheckResult[] = [];
  const paint = painter(io.hasColors);
  const running = runChecks({
    subject,
    checks: checks.filter(isWanted),
    reviews: suite.reviews.filter(isWanted),
    send,
    wait: (ms) => io.wait(ms, signal),
    isStopped: () => signal.aborted,
  });
  for await (const result of running) {
    results.push(result);
    if (!isJson) io.stdout(resultText(result, server, paint));
  }
  if (!isJson && !signal.aborted) io.stdout(summaryText(protocol, subject.model, results));
  return { results, model: subject.model };
}

/** An answer without the caller's secrets, which are then in no text that is made of it. */
function redacted(answer: Answer, { redact }: ServerOptions): Answer {
  if (answer.kind === "failure") return answer;
  const text = answer.body.toString("latin1");
  const clean = redact(text);
  return clean === text ? answer : { ...answer, body: Buffer.from(clean, "latin1") };
}

function cannot(prefix: string, error: CannotTest, server: ServerOptions, io: Io): number {
  io.stderr(`mlops: ${prefix}${printable(server.redact(error.message))}\n`);
  return error.isUnreachable ? 3 : 2;
}

function protocolsOf(given: readonly string[]): readonly ProtocolName[] | undefined {
  const names = given.flatMap((list) => list.split(","));
  const unknown = names.find((name) => !protocolNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new UsageError(`--protocol takes ${protocolNames.join(", ")}, not ${JSON.stringify(unknown)}`);
  }
  return names.length === 0 ? undefined : protocolNames.filter((name) => names.includes(name));
}

/** Which checks `--only` names: by group, by id, or by id without its protocol. */
function wantedBy(
  only: string | undefined,
  protocols: readonly ProtocolName[] | undefined,
): (info: CheckInfo) => boolean {
  if (only === undefined) return () => true;
  const names = only.split(",");
  const isNamed = ({ id, group }: CheckInfo, name: string): boolean =>
    name === group || name === id || name === id.slice(id.indexOf("/") + 1);
  const infos = (protocols ?? protocolNames).flatMap((protocol) => suites[protocol].infos);
  const unknown = names.find((name) => !infos.some((info) => isNamed(info, name)));
  if (unknown !== undefined) {
    throw new UsageError(`--only names ${JSON.stringify(unknown)}, which is no group and no check; see --list`);
  }
  return (info) => names.some((name) => isNamed(info, name));
}

async function examplesIn(path: string, io: Io): Promise<readonly Json[]> {
  const text = await readText(path, io);
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    throw new UsageError(`${path} is no JSON`);
  }
  const rows = isList(value) ? value : [value];
  if (rows.length === 0) throw new UsageError(`${path} has no row`);
  return rows;
}
