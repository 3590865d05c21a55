/** One part of the time that an answer took. */
export interface Timing {
  readonly stage: string;
  readonly milliseconds: number;
}

/** The durations of a `server-timing` header (https://www.w3.org/TR/server-timing/), in its order. */
export function parseServerTiming(header: string): Timing[] {
  return header.split(",").flatMap((entry) => {
    const [stage = "", ...parameters] = entry.split(";").map((part) => part.trim());
    const duration = parameters.map((one) => /^dur\s*=\s*"?(\d+(?:\.\d+)?)"?$/i.exec(one)?.[1]).find((one) => one);
    return stage === "" || duration === undefined ? [] : [{ stage, milliseconds: Number(duration) }];
  });
}
