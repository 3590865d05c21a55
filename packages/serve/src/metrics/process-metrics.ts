import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";

/** Nanoseconds and microseconds of a second. */
const nano = 1e9;
const micro = 1e6;

/**
 * Measures the process: names and units are those of the client libraries of Prometheus, where they have one.
 *
 * The lag of the event loop is the longest and the 99th percentile since the scrape before.
 */
export function processMetrics(registry: Registry): void {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  // The monitor itself wakes up every 10 ms; what is above that is lag. Before its first wake-up it has no values.
  const lag = (read: () => number): number => (delay.count === 0 ? 0 : Math.max(0, read() / nano - 0.01));
  const longest = new Gauge({
    name: "nodejs_eventloop_lag_max_seconds",
    help: "The longest that the event loop was late since the scrape before, in seconds.",
    registers,
  });
  void new Gauge({
    name: "nodejs_eventloop_lag_p99_seconds",
    help: "The 99th percentile of how late the event loop was since the scrape before, in seconds.",
    registers,
    collect() {
      this.set(lag(() => delay.percentile(99)));
      longest.set(lag(() => delay.max));
      delay.reset();
    },
  });
  void new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory size in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  void new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Heap that is in use, in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  let counted = 0;
  void new Counter({
    name: "process_cpu_seconds_total",
    help: "Total user and system CPU time spent in seconds.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / micro;
      this.inc(Math.max(0, seconds - counted));
      counted = seconds;
    },
  });
}
