import type { Outgoing } from "../http/send.ts";

/** A piece of a body: a text, bytes, a text again and again, or numbers with a text before and after each. */
export type BodyPart = string | Uint8Array | Repeated | Counted;

interface Repeated {
  readonly repeat: string;
  readonly times: number;
}

interface Counted {
  readonly before: string;
  readonly after: string;
  /** What lies between two numbers, of which the first is 0. */
  readonly step: number;
  readonly count: number;
}

/** A request as a case describes it: a long body stays a short description. */
export interface Call extends Omit<Outgoing, "body"> {
  /** Default: none. */
  readonly body?: readonly BodyPart[] | undefined;
}

/** How much of a request or an answer is shown. */
const shownLength = 240;

/** The request as it goes over the wire. */
export function outgoingOf({ body, ...call }: Call): Outgoing {
  return { ...call, body: body === undefined ? undefined : Buffer.concat(body.map(bytesOf)) };
}

/** A call with another body. */
export function withBody(call: Call, ...body: readonly BodyPart[]): Call {
  return { ...call, body };
}

/** A call with a header in the place of the one of this name; `undefined` leaves it out. */
export function withHeader(call: Call, name: string, value: string | undefined): Call {
  const others = call.headers.filter(([one]) => one !== name);
  return { ...call, headers: value === undefined ? others : [...others, [name, value]] };
}

/** The body as one text; only for bodies of texts. */
export function textOf({ body }: Call): string {
  return Buffer.concat((body ?? []).map(bytesOf)).toString("utf8");
}

/** A call on one line, shortened. */
export function describeCall({ method, path, headers, body, manner }: Call): string {
  const type = headers.filter(([name]) => name !== "accept").map(([name, value]) => `${name}: ${value}`);
  const head = [
    `${method} ${path}`,
    ...type.map((one) => `[${one}]`),
    ...(manner === undefined ? [] : [`(${manner})`]),
  ];
  return shortened([...head, ...(body === undefined ? [] : [body.map(describePart).join("")])].join(" "));
}

/** A text that is not too long to be shown. */
export function shortened(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}… (${text.length} characters)`;
}

function describePart(part: BodyPart): string {
  if (typeof part === "string") return part;
  if (part instanceof Uint8Array) return Buffer.from(part).toString("latin1");
  if ("repeat" in part) return `${part.repeat.slice(0, 40)}…(× ${part.times})`;
  return `${part.before}0${part.after}…(× ${part.count})`;
}

function bytesOf(part: BodyPart): Uint8Array {
  if (typeof part === "string") return Buffer.from(part);
  if (part instanceof Uint8Array) return part;
  if ("repeat" in part) return Buffer.from(part.repeat.repeat(part.times));
  const { before, after, step, count } = part;
  return Buffer.from(Array.from({ length: count }, (_, at) => `${before}${at * step}${after}`).join(""));
}
