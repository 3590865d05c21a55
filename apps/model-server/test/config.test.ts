import { describe, expect, it } from "vitest";
import { ConfigError, isLoopback, readConfig } from "../src/config.ts";

describe("readConfig", () => {
  it("has a default for everything, also for what is set to nothing", () => {
    const defaults = { host: "127.0.0.1", port: 8080, adminPort: 8081, drainDelayMs: 0, logLevel: "warn" };
    expect(readConfig({})).toEqual(defaults);
    expect(readConfig({ HOST: "", MODEL_SERVER_PORT: "" })).toEqual(defaults);
  });

  it("takes ports from 0 to 65535 and no other", () => {
    expect(readConfig({ MODEL_SERVER_PORT: "0", ADMIN_PORT: "65535" })).toMatchObject({ port: 0, adminPort: 65_535 });
    for (const port of ["-1", "65536", "80.5", "http", " x"]) {
      expect(() => readConfig({ MODEL_SERVER_PORT: port })).toThrow(ConfigError);
    }
  });

  it("waits for load balancers where there may be some, unless told otherwise", () => {
    expect(readConfig({ HOST: "0.0.0.0" }).drainDelayMs).toBe(5_000);
    expect(readConfig({ HOST: "0.0.0.0", DRAIN_DELAY_SECONDS: "0" }).drainDelayMs).toBe(0);
    expect(readConfig({ DRAIN_DELAY_SECONDS: "1.5" }).drainDelayMs).toBe(1_500);
    expect(() => readConfig({ DRAIN_DELAY_SECONDS: "-1" })).toThrow(ConfigError);
  });

  it("names every variable that is wrong in one line", () => {
    expect(() => readConfig({ MODEL_SERVER_PORT: "x", LOG_LEVEL: "loud" })).toThrow(
      /^[^\n]*MODEL_SERVER_PORT[^\n]*LOG_LEVEL[^\n]*$/,
    );
  });
});

describe("isLoopback", () => {
  it.each(["localhost", "127.0.0.1", "127.1.2.3", "::1"])("knows %s as this machine's own", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "localhost.example.com"])(
    "takes %s for reachable from outside",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
