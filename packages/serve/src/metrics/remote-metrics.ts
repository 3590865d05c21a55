import { Counter, Gauge, Histogram } from "prom-client";
import type { Registry } from "prom-client";
import type { RemoteCircuit, RemoteObserver } from "../core/remote-observer.ts";

const circuitValues: Readonly<Record<RemoteCircuit, number>> = { closed: 0, "half-open": 1, open: 2 };

/** Measures calls to remote models. There is a series for each remote, whose names are the operator's. */
export function remoteMetrics(registry: Registry, buckets: number[]): Required<RemoteObserver> {
  const registers = [registry];
  const calls = new Counter({
    name: "remote_calls_total",
    help: "Calls to remote models, by remote and how they ended.",
    labelNames: ["remote", "outcome"],
    registers,
  });
  const duration = new Histogram({
    name: "remote_call_seconds",
    help: "How long a call to a remote model took with all its tries, in seconds.",
    labelNames: ["remote"],
    buckets,
    registers,
  });
  const retries = new Counter({
    name: "remote_retries_total",
    help: "Calls to remote models that were made once more.",
    labelNames: ["remote"],
    registers,
  });
  const circuits = new Gauge({
    name: "remote_circuit_state",
    help: "0 while calls to a remote model go through, 1 while one tries, 2 while none is made.",
    labelNames: ["remote"],
    registers,
  });
  return {
    called({ remote, outcome, seconds }) {
      calls.inc({ remote, outcome });
      duration.observe({ remote }, seconds);
    },
    retried(remote) {
      retries.inc({ remote });
    },
    circuitChanged(remote, circuit) {
      circuits.set({ remote }, circuitValues[circuit]);
    },
  };
}
