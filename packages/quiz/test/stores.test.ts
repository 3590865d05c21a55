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

storeContract("the store in memory", memoryStore);
storeContract("the store in a SQLite file", () => sqliteStore({ path: join(folder, `${(files += 1)}.db`) }));
storeContract("the store in a SQLite database in memory", () => sqliteStore({ path: ":memory:" }));
