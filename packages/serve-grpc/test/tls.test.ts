import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { afterAll, describe, expect, it } from "vitest";
import { TestClient } from "./client.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "grpc-tls-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const runs = hasOpenssl || process.env["CI"] === "true";
const reason = runs ? "" : ": left out, there is no openssl";

/** No server's name is an address (RFC 6066). */
const asLocalhost = { "grpc.ssl_target_name_override": "localhost" };

/** A key and a certificate that it has signed itself. */
function certificate(name: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const made = spawnSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ...["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

describe.skipIf(!runs)(`with a certificate${reason}`, () => {
  it("the server is reached by clients that trust it, and by no others", async () => {
    const own = certificate("server");
    await using server = await startServer({ grpc: { tls: own } });
    using client = new TestClient(server.grpc.target, asLocalhost, credentials.createSsl(own.cert));
    const { response } = await client.call("ModelInfer", scorerRequest([2, 4, 6]));
    expect(response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
    using stranger = new TestClient(server.grpc.target, asLocalhost, credentials.createSsl(certificate("other").cert));
    expect(await refusalOf(stranger.call("ServerLive", {}))).toMatchObject({ status: 14 });
    expect(await refusalOf(server.client.call("ServerLive", {}))).toMatchObject({ status: 14 });
  });

  it("that clients need too, the server takes those alone that have one", async () => {
    const [own, friend] = [certificate("server"), certificate("friend")];
    await using server = await startServer({ grpc: { tls: { ...own, ca: friend.cert, requestCert: true } } });
    using client = new TestClient(
      server.grpc.target,
      asLocalhost,
      credentials.createSsl(own.cert, friend.key, friend.cert),
    );
    expect((await client.call("ServerLive", {})).response).toEqual({ live: true });
    using anonymous = new TestClient(server.grpc.target, asLocalhost, credentials.createSsl(own.cert));
    expect(await refusalOf(anonymous.call("ServerLive", {}))).toMatchObject({ status: 14 });
  });
});
