import type * as kit from "@mlops/serve";
import type { AnyModel, Protocol, Server } from "@mlops/serve";
import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { readModels } from "./read-models.ts";

const protocolNames = ["tensorflow", "openinference", "kserve", "mlflow", "seldon"] as const;
type ProtocolName = (typeof protocolNames)[number];

/** `mlops serve`. */
export function serveCommand(io: Io): Command {
  return defineLeaf(
    "serve",
    "Serve models over HTTP",
    {
      model: {
        type: "positional",
        required: true,
        description: "ONNX files and modules that export models; name=file.onnx gives a file's model a name",
      },
      port: { type: "string", default: "8080", description: "The port; 0 takes any" },
      host: { type: "string", default: "127.0.0.1", description: "The address to listen on" },
      protocol: {
        type: "string",
        default: "tensorflow,openinference",
        description: `Protocols beside the kit's own routes: ${protocolNames.join(", ")} or none`,
      },
      default: { type: "string", description: "The model of routes that name none" },
      delay: { type: "string", default: "5", description: "Seconds that requests are still taken after SIGTERM" },
    },
    async ({ _: rest, port, host, protocol, default: defaultModel, delay }) => {
      const serving = await load();
      const models = await readModels(Array.isArray(rest) ? rest.map(String) : [], serving, io);
      const api = startServing(serving, models, await protocolsOf(protocol), defaultModel);
      const server = serving.createServer(api);
      try {
        await api.ready();
      } catch (error) {
        throw new UsageError(`a model does not load: ${messageOf(error)}`);
      }
      const url = await listen(server, wholeNumber("--port", port, 65_535), host);
      io.stdout(`${models.map(({ name, version }) => `${name}/${version}`).join(", ")} on ${url}\n`);
      const signal = await io.toldToStop();
      const delayMs = signal === "SIGTERM" ? wholeNumber("--delay", delay, 3_600) * 1_000 : 0;
      return (await serving.shutDown({ servers: [server], api, delayMs })) ? 0 : 1;
    },
    { isVariadic: true },
  );
}

/** The serving kit, which only this command needs. */
export type Kit = typeof kit;

async function load(): Promise<Kit> {
  try {
    return await import("@mlops/serve");
  } catch (error) {
    throw new UsageError("to serve models, install @mlops/serve beside @mlops/cli", { cause: error });
  }
}

function startServing(
  { serve }: Kit,
  models: readonly AnyModel[],
  protocols: readonly Protocol[],
  defaultModel: string | undefined,
): ReturnType<Kit["serve"]> {
  try {
    return serve(models, { protocols, defaultModel, fallthrough: false });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

async function protocolsOf(list: string): Promise<Protocol[]> {
  const names = list === "none" ? [] : list.split(",");
  const known = names.filter(isProtocol);
  const unknown = names.find((name) => !isProtocol(name));
  if (unknown !== undefined) {
    throw new UsageError(`--protocol takes ${protocolNames.join(", ")} or none, not ${JSON.stringify(unknown)}`);
  }
  if (known.includes("kserve") && known.includes("tensorflow")) {
    throw new UsageError("--protocol takes tensorflow or kserve, which mean different things by the same paths");
  }
  return Promise.all(known.map(protocolOf));
}

async function protocolOf(name: ProtocolName): Promise<Protocol> {
  switch (name) {
    case "openinference":
      return (await import("@mlops/serve/protocols/openinference")).openInference();
    case "mlflow":
      return (await import("@mlops/serve/protocols/mlflow")).mlflow();
    case "seldon":
      return (await import("@mlops/serve/protocols/seldon")).seldon();
    case "tensorflow":
    case "kserve":
      return (await import("@mlops/serve/protocols/tensorflow")).tensorflow({ meaning: name });
  }
}

function isProtocol(name: string): name is ProtocolName {
  return protocolNames.some((known) => known === name);
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  try {
    return await server.listen({ port, host });
  } catch (error) {
    throw new UsageError(messageOf(error).replace(/\.$/, ""), { cause: error });
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from 0 to ${most}, not ${JSON.stringify(text)}`);
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
