import { ServeError } from "@mlops/serve";
import type { Backend } from "@mlops/serve";
import { follow } from "../call/follow.ts";
import { faultTrailers } from "../call/status.ts";
import { readHealthRequest, writeHealth } from "../wire/health.ts";
import type { servingStatus } from "../wire/health.ts";
import { toFault, unary } from "./method.ts";
import type { Method, MethodParts } from "./method.ts";

/** How often a watched state is looked at, in milliseconds. */
const lookMs = 1_000;
/** How long the message of a watcher may take. */
const readMs = 10_000;

/** Whether every model is ready and the server is not about to close. */
export function isReady({ models, isDraining }: Pick<Backend, "models" | "isDraining">): boolean {
  return !isDraining() && models.all.every(({ state }) => state === "ready");
}

/**
 * The standard health service (grpc/doc/health-checking.md), for the server as a whole, which has no name, and for the
 * services that it speaks.
 */
export function healthMethods(parts: MethodParts, services: readonly string[]): Record<"Check" | "Watch", Method> {
  const { backend, closing } = parts;
  const mostBytes = backend.limits.bodyBytes;
  const stateOf = (service: string): keyof typeof servingStatus => {
    if (service !== "" && !services.includes(service)) return "serviceUnknown";
    return isReady(backend) && !closing.aborted ? "serving" : "notServing";
  };
  const nextLook = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const settle = (): void => {
        stop();
        signal.removeEventListener("abort", settle);
        resolve();
      };
      const stop = backend.clock.after(lookMs, settle);
      signal.addEventListener("abort", settle, { once: true });
    });
  return {
    Check: unary(parts, {
      access: "probe",
      mostBytes,
      answer(message) {
        const state = stateOf(readHealthRequest(message));
        if (state === "serviceUnknown") throw new ServeError("not-found", { detail: "There is no such service here." });
        return writeHealth(state);
      },
    }),
    async Watch({ requestId, messages, answer, signal }) {
      const headers = { "x-request-id": requestId };
      const reading = follow([signal], backend.clock, readMs);
      const ending = follow([signal, closing], backend.clock);
      try {
        const service = readHealthRequest(await messages.single(mostBytes, reading.signal));
        reading.stop();
        let last: string | undefined;
        for (;;) {
          const state = stateOf(service);
          if (state !== last) await answer.send(writeHealth(state), headers);
          last = state;
          if (ending.signal.aborted) break;
          await nextLook(ending.signal);
        }
        answer.end();
      } catch (error) {
        answer.end({ ...headers, ...faultTrailers(toFault(error)) });
      } finally {
        reading.stop();
        ending.stop();
      }
    },
  };
}
