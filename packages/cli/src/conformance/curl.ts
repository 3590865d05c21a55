import type { ServerOptions } from "../http/server-options.ts";
import { outgoingOf } from "./call.ts";
import type { BodyPart, Call } from "./call.ts";

type Target = Pick<ServerOptions, "url" | "headers" | "tokenEnv">;

/** A line for a shell that sends a call again. Values of headers that the caller gave are left for the caller to fill in. */
export function curlLine(call: Call, server: Target): string {
  const { method, path, headers, body, manner } = call;
  if (manner === "cut") return cutLine(call, server);
  const isTyped = headers.some(([name]) => name === "content-type");
  const lines = [
    ...headers.map(([name, value]) => argument(`${name}: ${value}`)),
    // curl would say that it is a form.
    ...(body !== undefined && !isTyped ? [argument("content-type:")] : []),
    ...(manner === "chunked" ? [argument("transfer-encoding: chunked")] : []),
    ...ownHeaders(server),
  ].map((header) => `-H ${header}`);
  const verb = method === "GET" && body === undefined ? [] : method === "HEAD" ? ["-I"] : ["-X", method];
  const target = argument(`${server.url.href.replace(/\/+$/, "")}${path}`);
  const curl = (...data: readonly string[]): string =>
    ["curl", "-i", "--path-as-is", ...verb, ...lines, ...data, target].join(" ");
  if (body === undefined) return curl();
  const [only, ...others] = body;
  const isPlain =
    typeof only === "string" && others.length === 0 && only.length <= 4_000 && !/[^\n\x20-\x7e]/.test(only);
  if (isPlain && !only.startsWith("@")) return curl("--data-binary", argument(only));
  const rate = manner === "slow" ? ["--limit-rate", "1k"] : [];
  return `${shellParts(body)} | ${curl(...rate, "--data-binary", "@-")}`;
}

/** What curl cannot do: half of a body, and then the end of what is sent. */
function cutLine({ method, path, headers, body = [] }: Call, server: Target): string {
  const { hostname, port, protocol, pathname, host } = server.url;
  const { length } = outgoingOf({ method, path, headers, body }).body ?? Buffer.alloc(0);
  const own = ownHeaders(server).map((header) => `printf '%s\\r\\n' ${header}`);
  const fields = [["host", host], ...headers, ["content-length", String(length)]].map((field) => field.join(": "));
  const head = [`${method} ${pathname.replace(/\/+$/, "")}${path} HTTP/1.1`, ...fields, ""].join("\r\n");
  const sent = [
    `printf ${quoted(escaped(Buffer.from(head)))}`,
    ...own,
    "printf '\\r\\n'",
    `${shellParts(body)} | head -c ${Math.floor(length / 2)}`,
  ];
  const isSecure = protocol === "https:";
  const to = `${hostname} ${port === "" ? (isSecure ? "443" : "80") : port}`;
  const connect = isSecure ? `openssl s_client -quiet -connect ${to.replace(" ", ":")}` : `nc -N ${to}`;
  return `{ ${sent.join("; ")}; } | ${connect}`;
}

function ownHeaders({ headers, tokenEnv }: Target): string[] {
  return headers.map(([name]) => {
    const isToken = name === "authorization" && tokenEnv !== undefined;
    return isToken ? `"authorization: Bearer $${tokenEnv}"` : quoted(`${name}: …`);
  });
}

/** What prints a body. */
function shellParts(body: readonly BodyPart[]): string {
  return `{ ${body.map(shellPart).join("; ")}; }`;
}

function shellPart(part: BodyPart): string {
  if (typeof part === "string" || part instanceof Uint8Array) return `printf ${quoted(escaped(Buffer.from(part)))}`;
  if ("repeat" in part) return `yes ${quoted(part.repeat)} | head -n ${part.times} | tr -d '\\n'`;
  const { before, after, step, count } = part;
  return `seq -f ${quoted(`${before}%.0f${after}`)} 0 ${step} ${step * (count - 1)} | tr -d '\\n'`;
}

/** A text as one argument; one letter again and again is made by the shell. */
function argument(text: string): string {
  const [run, letter] = /([a-z])\1{999,}/.exec(text) ?? [];
  if (run === undefined || letter === undefined) return quoted(text);
  const [before = "", after = ""] = text.split(run);
  return `${quoted(before)}"$(yes ${letter} | head -n ${run.length} | tr -d '\\n')"${after === "" ? "" : quoted(after)}`;
}

/** Bytes for `printf`. */
function escaped(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0x25) return "%%";
    if (byte === 0x5c) return "\\\\";
    return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }).join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
