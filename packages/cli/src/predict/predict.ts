import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { createSender } from "../http/send.ts";
import type { Outgoing, Sender } from "../http/send.ts";
import { serverArguments, serverOptions, wholeNumber } from "../http/server-options.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { parseJson } from "../json/parse-json.ts";
import { writeJson } from "../json/write-json.ts";
import { printable } from "../printable.ts";
import { readPieces } from "../read-text.ts";
import { counted } from "../report/finding.ts";
import { MetadataError, openInferenceInfo } from "../tensor/metadata.ts";
import type { Dialect, RowFault } from "./dialect.ts";
import { mlflowDialect } from "./dialects/mlflow.ts";
import { nativeDialect } from "./dialects/native.ts";
import { modelPath, openInferenceDialect } from "./dialects/openinference.ts";
import { seldonDialect } from "./dialects/seldon.ts";
import { tensorflowDialect } from "./dialects/tensorflow.ts";
import type { InputRow, UnreadRow } from "./input-row.ts";
import { GiveUp, predictRows } from "./predict-rows.ts";
import type { PredictedRow } from "./predict-rows.ts";
import { formatOf, inputRow, readRows } from "./read-rows.ts";
import type { RowFormat } from "./read-rows.ts";
import { readFault } from "./read-fault.ts";

type ProtocolName = "native" | "tensorflow" | "openinference" | "mlflow" | "seldon";

const longestText = 500;

const protocols: ProtocolName[] = ["native", "tensorflow", "openinference", "mlflow", "seldon"];
const formats: RowFormat[] = ["json", "ndjson", "csv"];

interface Asked {
  readonly protocol: ProtocolName;
  readonly model: string | undefined;
  readonly version: string | undefined;
  readonly label: string | undefined;
}

/** `mlops predict`. */
export function predictCommand(io: Io): Command {
  return defineLeaf(
    "predict",
    "Ask a server for predictions: one answer on a line for each row",
    {
      input: { type: "positional", required: false, description: "A file of rows, as --file; - reads standard input" },
      ...serverArguments,
      model: { type: "string", description: "The model; without it the server's default" },
      version: { type: "string", description: "The version of the model" },
      label: { type: "string", description: "The label of the version, for TensorFlow Serving" },
      protocol: { type: "enum", options: protocols, default: "native", description: "How the server is spoken to" },
      row: { type: "string", description: "One row as JSON" },
      file: { type: "string", description: "A file of rows: a JSON list, a row on each line, or CSV" },
      format: { type: "enum", options: formats, description: "How the rows are written; else by the file's name" },
      texts: { type: "string", description: "The columns of CSV that are texts, with commas between them" },
      batch: { type: "string", description: "The most rows of one request, 100 by default" },
      json: {
        type: "boolean",
        default: false,
        description: "Print the number of each row with its output or its error",
      },
    },
    async (args, rawArgs) => {
      const server = serverOptions(args, rawArgs, io, 30_000);
      const batch = wholeNumber("--batch", args.batch, { default: 100, least: 1, most: 100_000 });
      checkAsked(args);
      const stop = new AbortController();
      const signalled = io.toldToStop().then((signal) => {
        stop.abort();
        return signal;
      });
      const rows = rowsOf(args, io, stop.signal);
      const sender = createSender(server, true);
      const send = (outgoing: Outgoing): ReturnType<Sender["send"]> => sender.send(outgoing, stop.signal);
      const print = printer(args.json, args.row === undefined ? undefined : "row", server.redact, io);
      try {
        const dialect = await dialectOf(args, args.row !== undefined, send);
        const wait = (ms: number): Promise<void> => io.wait(ms, stop.signal);
        for await (const one of predictRows(rows, { dialect, send, wait, batch })) {
          print.row(one);
          // Nobody reads what else there is to say.
          if (!(await io.drained())) return print.end();
          if (stop.signal.aborted) break;
        }
      } catch (error) {
        if (!(error instanceof GiveUp)) throw error;
        if (!stop.signal.aborted) {
          print.end();
          io.stderr(`mlops: ${printable(cut(server.redact(error.message)))}; ${print.rest()}\n`);
          return 3;
        }
      } finally {
        sender.close();
      }
      if (!stop.signal.aborted) return print.end();
      print.end();
      return (await signalled) === "SIGINT" ? 130 : 143;
    },
  );
}

/** Refuses what a protocol has no way to say. */
function checkAsked({ protocol, model, version, label }: Asked): void {
  const hasPath = protocol !== "mlflow" && protocol !== "seldon";
  const unused = !hasPath
    ? model !== undefined
      ? "--model"
      : version !== undefined
        ? "--version"
        : undefined
    : undefined;
  if (unused !== undefined)
    throw new UsageError(`${unused} has no place in the protocol ${protocol}, which has one model`);
  if (label !== undefined && protocol !== "tensorflow") throw new UsageError("--label goes with --protocol tensorflow");
  if (label !== undefined && version !== undefined) throw new UsageError("--version and --label name a version twice");
  if (model === undefined && (protocol === "tensorflow" || protocol === "openinference" || version !== undefined)) {
    throw new UsageError("--model is missing");
  }
}

interface Source {
  readonly input: string | undefined;
  readonly row: string | undefined;
  readonly file: string | undefined;
  readonly format: string | undefined;
  readonly texts: string | undefined;
}

function rowsOf(source: Source, io: Io, signal: AbortSignal): AsyncIterable<InputRow | UnreadRow> {
  const { row, texts } = source;
  const given = [row, source.file, source.input].filter((one) => one !== undefined);
  if (given.length !== 1) throw new UsageError("the rows are one of --row, --file and - for standard input");
  if (row !== undefined) return oneRow(row);
  const path = source.file ?? source.input ?? "-";
  const format = formats.find((one) => one === source.format) ?? formatOf(path);
  if (texts !== undefined && format !== "csv") throw new UsageError("--texts goes with CSV");
  return readRows(readPieces(path, io, signal), format, new Set(texts?.split(",")));
}

async function* oneRow(text: string): AsyncGenerator<InputRow> {
  const row = inputRow(0, 1, text);
  if ("fault" in row) throw new UsageError(`--row is ${row.fault}`);
  yield row;
}

async function dialectOf(asked: Asked, isOne: boolean, send: Sender["send"]): Promise<Dialect> {
  const { protocol, model = "", version, label } = asked;
  switch (protocol) {
    case "native": {
      const dialect = nativeDialect(asked.model, version);
      if (isOne) dialect.oneByOne?.();
      return dialect;
    }
    case "tensorflow":
      return tensorflowDialect(model, version, label);
    case "openinference":
      return describedDialect(modelPath(model, version), send);
    case "mlflow":
      return mlflowDialect;
    case "seldon":
      return seldonDialect;
  }
}

/** The dialect for a model that its server describes. */
async function describedDialect(path: string, send: Sender["send"]): Promise<Dialect> {
  const answer = await send({ method: "GET", path, headers: [] });
  if (answer.kind === "failure") throw new GiveUp(answer.detail);
  if (answer.status !== 200) throw new GiveUp(`the server answers ${answer.status}: ${readFault(answer).detail}`);
  try {
    return openInferenceDialect(path, openInferenceInfo(parseJson(answer.body.toString("utf8"))));
  } catch (error) {
    if (error instanceof MetadataError) throw new GiveUp(error.message);
    throw error instanceof SyntaxError ? new GiveUp("the server's description of the model is no JSON") : error;
  }
}

interface Printer {
  row(one: PredictedRow): void;
  /** Says how many rows failed; gives the exit code. */
  end(): number;
  /** What has not been predicted. */
  rest(): string;
}

function printer(isJson: boolean, name: string | undefined, redact: Redact, io: Io): Printer {
  let rows = 0;
  let failed = 0;
  let isShown = false;
  const clear = (): void => {
    if (isShown) io.stderr("\r\u001b[K");
    isShown = false;
  };
  return {
    row({ row, line, outcome }) {
      clear();
      rows += 1;
      if ("output" in outcome) {
        io.stdout(`${isJson ? `{"row":${row},"line":${line},"output":${outcome.output}}` : outcome.output}\n`);
      } else {
        failed += 1;
        const error = faultJson(outcome.fault, redact);
        io.stdout(isJson ? `{"row":${row},"line":${line},"error":${error}}\n` : "null\n");
        const place = name ?? `row ${row} (line ${line})`;
        if (!isJson) io.stderr(`mlops: ${place}: ${printable(faultText(outcome.fault, redact))}\n`);
      }
      if (!io.showsProgress || rows % 100 !== 0) return;
      io.stderr(`${counted(rows, "row")}, ${failed} failed`);
      isShown = true;
    },
    end() {
      clear();
      if (failed > 0 && rows > 1) io.stderr(`mlops: ${failed} of ${counted(rows, "row")} failed\n`);
      return failed > 0 ? 1 : 0;
    },
    rest: () => (rows === 0 ? "nothing was predicted" : `rows from ${rows} on were not predicted`),
  };
}

type Redact = (text: string) => string;

function faultJson({ status, code, detail, errors }: RowFault, redact: Redact): string {
  const head = writeJson({
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code: cut(redact(code)) }),
    detail: cut(redact(detail)),
  });
  return errors === undefined ? head : `${head.slice(0, -1)},"errors":${redact(writeJson(errors))}}`;
}

/** What is wrong with a row, on one line. */
function faultText({ status, code, detail, errors }: RowFault, redact: Redact): string {
  const head = [status, code].filter((one) => one !== undefined).join(" ");
  const places = errors === undefined ? "" : ` ${cut(redact(writeJson(errors)))}`;
  return `${head === "" ? "" : `${redact(head)}: `}${cut(redact(detail))}${places}`;
}

/** A text of somebody else, not longer than it is worth; after secrets have gone, so that no part of one is left. */
function cut(text: string): string {
  return text.slice(0, longestText);
}
