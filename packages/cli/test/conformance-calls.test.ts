import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { describeCall, outgoingOf } from "../src/conformance/call.ts";
import type { BodyPart, Call } from "../src/conformance/call.ts";
import { curlLine } from "../src/conformance/curl.ts";

const server = { url: new URL("http://127.0.0.1:8080/ml"), headers: [], tokenEnv: undefined };
const call: Call = { method: "POST", path: "/predict", headers: [["content-type", "application/json"]] };

/** What a shell would send: the line with another program in the place of curl. */
function sentByShell(line: string): Buffer {
  return execFileSync("sh", ["-c", line.replace(/ \| (?:curl|nc) .*$/s, "")]);
}

describe("a line for a shell", () => {
  it.each<[what: string, body: BodyPart[]]>([
    ["bytes that are no text", ['{"a":"', Uint8Array.of(0xff, 0x00, 0x0a, 0x27, 0x5c, 0x25), '"}']],
    ["a text again and again", [{ repeat: '{"a":', times: 5_000 }, "1", { repeat: "}", times: 5_000 }]],
    ["names that are counted", ["{", { before: '"', after: '":0,', step: 65_536, count: 20_000 }, '"last":0}']],
    ["letters of all languages", ['{"ä": \'漢\', "b": "%d\\\\n"}']],
    ["a text that curl would take for the name of a file", ["@/etc/passwd"]],
  ])("sends %s byte by byte", (_what, body) => {
    const line = curlLine({ ...call, body }, server);
    expect(sentByShell(line).equals(Buffer.from(outgoingOf({ ...call, body }).body ?? ""))).toBe(true);
    expect(line.length).toBeLessThan(600);
  });

  it("has what can stand in quotes as it is", () => {
    expect(curlLine({ ...call, body: [`{"it's": 1}`] }, server)).toBe(
      `curl -i --path-as-is -X POST -H 'content-type: application/json' --data-binary '{"it'\\''s": 1}' 'http://127.0.0.1:8080/ml/predict'`,
    );
  });

  it("makes long headers and paths in the shell", () => {
    const long: Call = {
      method: "GET",
      path: `/${"a".repeat(60_000)}/b`,
      headers: [["x-filler", "a".repeat(100_000)]],
    };
    const line = curlLine(long, server);
    expect(line.length).toBeLessThan(300);
    const printed = execFileSync("sh", ["-c", line.replace("curl -i --path-as-is -H", "printf '%s\\n'")]).toString();
    expect(printed).toBe(`x-filler: ${"a".repeat(100_000)}\nhttp://127.0.0.1:8080/ml/${"a".repeat(60_000)}/b\n`);
  });

  it("sends half of a body with its whole length where that is the case", () => {
    const line = curlLine({ ...call, body: ["0123456789"], manner: "cut" }, server);
    expect(line).toMatch(/ \| nc -N 127\.0\.0\.1 8080$/);
    expect(sentByShell(line).toString()).toBe(
      "POST /ml/predict HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n01234",
    );
  });
});

describe("a call on one line", () => {
  it.each([
    [240, 240],
    [241, 240 + "… (241 characters)".length],
  ])("of %d characters is shown in %d", (length, shown) => {
    const head = "POST /predict [content-type: application/json] ";
    expect(describeCall({ ...call, body: ["x".repeat(length - head.length)] }).length).toBe(shown);
  });
});
