import { createHash } from "node:crypto";
import { connect } from "node:net";
import type { Access, Authentication, Exchange, Principal } from "@mlops/serve";
import type { TestServer } from "./support.ts";

export const tokenOf = (name: string): string => createHash("sha256").update(`token of ${name}`).digest("base64url");
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Authenticates a request with these headers; gives the principal or the code of the refusal. */
export async function ask(
  auth: Authentication,
  headers: readonly string[],
  access: Access = "predict",
): Promise<Principal | string> {
  const exchange = { request: { rawHeaders: headers }, principal: undefined } as unknown as Exchange;
  try {
    await auth.authenticate(exchange, access);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return exchange.principal ?? "nobody";
}

/** Sends a request as it is written here; gives the whole answer as text. */
export function sendRaw({ url }: TestServer, lines: readonly string[], body = ""): Promise<string> {
  const { port } = new URL(url);
  const length = Buffer.byteLength(body);
  const head = [...lines, "Host: localhost", "Connection: close", `Content-Length: ${length}`, "", body];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(head.join("\r\n")));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.on("close", () => {
      resolve(answer);
    });
    socket.on("error", reject);
  });
}
