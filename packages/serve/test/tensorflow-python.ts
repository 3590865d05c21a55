import { spawnSync } from "node:child_process";

// Debian has requests for its own Python; another one on the path may lack it.
const found = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import requests"]).status === 0);

/** A Python that has `requests`, where there is one. */
export const python: string = found ?? "python3";

/** Whether tests that need it run. Where tests have to be complete, it has to be there. */
export const runsPython: boolean = found !== undefined || process.env["CI"] === "true";
