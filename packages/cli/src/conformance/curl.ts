import type { ServerOptions } from "../http/server-options.ts";
import type { BodyPart, Call } from "./call.ts";

/** A line for a shell that sends a call again. Values of headers that the caller gave are left for the caller to fill in. */
export function curlLine(call: Call, server: Pick<ServerOptions, "url" | "headers" | "tokenEnv">): string {
  const { method, path, headers, body, manner } = call;
  const base = server.url.href.replace(/\/+$/, "");
  const isTyped = headers.some(([name]) => name === "content-type");
  const own = server.headers.map(([name]) => {
    if (name === "authorization" && server.tokenEnv !== undefined) return `"authorization: Bearer $${server.tokenEnv}"`;
    return quoted(`${name}: …`);
  });
  const lines = [
    ...headers.map(([name, value]) => quoted(`${name}: ${value}`)),
    // curl would say that it is a form.
    ...(body !== undefined && !isTyped ? [quoted("content-type;").replace(";'", ":'")] : []),
    ...(manner === "chunked" ? [quoted("transfer-encoding: chunked")] : []),
    ...own,
  ].map((header) => `-H ${header}`);
  const verb = method === "GET" && body === undefined ? [] : method === "HEAD" ? ["-I"] : ["-X", method];
  const target = quoted(`${base}${path}`);
  if (body === undefined) return ["curl", "-i", "--path-as-is", ...verb, ...lines, target].join(" ");
  const [only, ...others] = body;
  const isPlain =
    typeof only === "string" && others.length === 0 && only.length <= 4_000 && !/[^\n\x20-\x7e]/.test(only);
  if (isPlain && !only.startsWith("@")) {
    return ["curl", "-i", "--path-as-is", ...verb, ...lines, "--data-binary", quoted(only), target].join(" ");
  }
  // What is sent slowly or only in half is for a program; the bytes are the same.
  const rate = manner === "slow" ? ["--limit-rate", "1k"] : [];
  return `{ ${body.map(shellPart).join("; ")}; } | ${["curl", "-i", "--path-as-is", ...verb, ...rate, ...lines, "--data-binary", "@-", target].join(" ")}`;
}

/** What prints a piece of a body. */
function shellPart(part: BodyPart): string {
  if (typeof part === "string" || part instanceof Uint8Array) return `printf ${quoted(escaped(Buffer.from(part)))}`;
  return `yes ${quoted(part.repeat)} | head -n ${part.times} | tr -d '\\n'`;
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
