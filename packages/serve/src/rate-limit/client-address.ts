import { isIPv4, isIPv6 } from "node:net";
import type { RequestHead } from "../core/http/exchange.ts";

/**
 * The address that a request is counted against: IPv4 as it is, IPv6 by its first 64 bits, which one customer has as a
 * whole (RFC 6177). Every spelling of an address gives the same text; `"local"` for a connection without address.
 *
 * @param hops - How many proxies of ours are in front. Each adds the address that it was asked from at the right end of
 *   `x-forwarded-for`, so only so many entries from the right are believed.
 */
export function clientAddress(request: RequestHead, hops: number): string {
  const socket = normalAddress(request.socket.remoteAddress ?? "") ?? "local";
  if (hops === 0) return socket;
  const header = request.headers["x-forwarded-for"] ?? "";
  const entries = (typeof header === "string" ? header : header.join(",")).split(",").slice(-hops);
  // From the nearest on: what is left of an entry that is no address was not written by a proxy of ours.
  let address = socket;
  for (const entry of entries.toReversed()) {
    const next = normalAddress(withoutPort(entry.trim()));
    if (next === undefined) break;
    address = next;
  }
  return address;
}

function withoutPort(entry: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::[0-9]+)?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return bracketed;
  const [, address] = /^([0-9.]+):[0-9]+$/.exec(entry) ?? [];
  return address ?? entry;
}

/** One text for all spellings of an address, of an IPv6 address its /64; `undefined` for what is no address. */
export function normalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const [bare = ""] = text.split("%");
  if (!isIPv6(bare)) return undefined;
  const groups = groupsOf(bare);
  const [first, second] = groups;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  // 64:ff9b::/96: IPv4 clients of a server that has IPv6 alone (RFC 6052).
  const isTranslated = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (isMapped || isTranslated) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join(".");
  }
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(":")}::/64`;
}

/** The eight groups of a well-formed IPv6 address (RFC 4291, section 2.2). */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const left = readGroups(head);
  if (tail === undefined) return left;
  const right = readGroups(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

function readGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
