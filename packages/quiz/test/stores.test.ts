import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { memoryStore } from "@mlops/quiz/stores/memory";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";
import { storeContract } from "./store-contract.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-stores-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

storeContract("memory", memoryStore);
storeContract("a SQLite file", () => sqliteStore({ path: join(folder, `${(files += 1)}.db`) }));
storeContract("a SQLite database in memory", () => sqliteStore({ path: ":memory:" }));
