import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { clientAddress, normalAddress } from "../src/rate-limit/client-address.ts";

function requestFrom(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  return request;
}

describe("an address", () => {
  it.each([
    "1.2.3.4",
    "::ffff:1.2.3.4",
    "::FFFF:1.2.3.4",
    "::ffff:102:304",
    "::ffff:0102:0304",
    "0:0:0:0:0:ffff:1.2.3.4",
    "0000:0000:0000:0000:0000:ffff:0102:0304",
    "64:ff9b::1.2.3.4",
    "64:ff9b::102:304",
    "::ffff:1.2.3.4%eth0",
  ])("%s is 1.2.3.4", (text) => {
    expect(normalAddress(text)).toBe("1.2.3.4");
  });

  it.each([
    "2001:db8:0:1::1",
    "2001:DB8:0:1::2",
    "2001:0db8:0000:0001:0000:0000:0000:0001",
    "2001:db8:0:1:ffff:ffff:ffff:ffff",
    "2001:db8:0:1::1%eth0",
    "2001:db8:0:1::1.2.3.4",
    "2001:db8::1:0:0:0:1",
  ])("%s is of one /64", (text) => {
    expect(normalAddress(text)).toBe("2001:db8:0:1::/64");
  });

  it.each([
    ["2001:db8:0:2::1", "2001:db8:0:2::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["fe80::1%3", "fe80:0:0:0::/64"],
    ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
    ["::2:3:4:5:6:7:8", "0:2:3:4::/64"],
    ["64:ff9b:1::1", "64:ff9b:1:0::/64"],
    ["64:ff9c::102:304", "64:ff9c:0:0::/64"],
    ["65:ff9b::102:304", "65:ff9b:0:0::/64"],
    ["64:ff9b::1:102:304", "64:ff9b:0:0::/64"],
  ])("%s is of %s", (text, prefix) => {
    expect(normalAddress(text)).toBe(prefix);
  });

  it.each([
    "",
    "unknown",
    "_hidden",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "0x1020304",
    "16909060",
    ":::",
    "g::1",
    "1::2::3",
  ])("%j is none", (text) => {
    expect(normalAddress(text)).toBeUndefined();
  });
});

describe("the address of a client", () => {
  const from = (hops: number, forwarded: string): string => clientAddress(requestFrom("10.0.0.1", forwarded), hops);

  it("is that of the connection where no proxy is trusted", () => {
    expect(from(0, "9.9.9.9")).toBe("10.0.0.1");
    expect(clientAddress(requestFrom(undefined), 0)).toBe("local");
  });

  it("is the entry that the first of so many proxies wrote, whatever stands left of it", () => {
    expect(from(1, "9.9.9.9, 1.2.3.4")).toBe("1.2.3.4");
    expect(from(1, "1.2.3.4")).toBe("1.2.3.4");
    expect(from(2, "9.9.9.9, 1.2.3.4, 10.0.0.2")).toBe("1.2.3.4");
    expect(from(1, "9.9.9.9,8.8.8.8,  2001:db8::1 ")).toBe("2001:db8:0:0::/64");
  });

  it("is the leftmost entry where there are fewer than proxies, and the connection's where there is none", () => {
    expect(from(3, "1.2.3.4, 10.0.0.2")).toBe("1.2.3.4");
    expect(clientAddress(requestFrom("10.0.0.1"), 2)).toBe("10.0.0.1");
    expect(from(1, "")).toBe("10.0.0.1");
  });

  it("is read with a port, and nothing is believed beyond what is no address", () => {
    expect(from(1, "1.2.3.4:5678")).toBe("1.2.3.4");
    expect(from(1, "[2001:db8::1]:80")).toBe("2001:db8:0:0::/64");
    for (const text of ["[2001:db8::1]", "2001:db8::1"]) expect(from(1, text)).toBe("2001:db8:0:0::/64");
    for (const text of ["x[2001:db8::1]", "[2001:db8::1]:", "[2001:db8::1]x", "1.2.3.4:5x", "1.2.3.4:", "[]"]) {
      expect(from(1, text), text).toBe("10.0.0.1");
    }
    expect(from(1, "unknown")).toBe("10.0.0.1");
    expect(from(2, "1.2.3.4, unknown")).toBe("10.0.0.1");
    expect(from(2, "unknown, 10.0.0.2")).toBe("10.0.0.2");
  });
});
