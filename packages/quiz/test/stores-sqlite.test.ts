import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqliteStore, StoreError } from "@mlops/quiz/stores/sqlite";
import type { AttemptStore } from "@mlops/quiz/stores/sqlite";
import { codeOf } from "./store-cases.ts";
import { answered, answers, started } from "./store-events.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-sqlite-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const newPath = (): string => join(folder, `${(files += 1)}.db`);

/** A file with attempt `a` of three events and attempt `b` of one. */
async function filledPath(): Promise<string> {
  const path = newPath();
  const store = await sqliteStore({ path });
  await store.append("a", 0, [started("a"), answered(1), answered(2)]);
  await store.append("b", 0, [started("b")]);
  await store.close();
  return path;
}

/** Runs SQL on a file as another program would. */
function execute(path: string, ...statements: string[]): void {
  const database = new Database(path);
  for (const statement of statements) database.exec(statement);
  database.close();
}

const rowsOf = (path: string, sql: string): unknown[] => new Database(path).prepare(sql).all();

describe("a SQLite store", () => {
  it("has after opening again what it had before", async () => {
    const store = await sqliteStore({ path: await filledPath() });
    expect(await store.load("a")).toEqual([started("a"), answered(1), answered(2)]);
    expect((await store.list({})).map(({ attemptId }) => attemptId)).toEqual(["a", "b"]);
    expect(await store.append("a", 3, [answered(3)])).toEqual({ type: "appended", version: 4 });
    await store.close();
  });

  it("writes through to the disk at each commit, in a log beside the database", async () => {
    const database = new Database(newPath());
    await sqliteStore({ database });
    expect(database.pragma("synchronous", { simple: true })).toMatchObject({ synchronous: 2 });
    expect(database.pragma("journal_mode", { simple: true })).toMatchObject({ journal_mode: "wal" });
    expect(database.pragma("foreign_keys", { simple: true })).toMatchObject({ foreign_keys: 1 });
  });

  it.each([
    [undefined, 5000],
    [0, 0],
    [17, 17],
  ])("with busyTimeoutMs %s waits %d ms for other processes", async (busyTimeoutMs, expected) => {
    const database = new Database(":memory:");
    await sqliteStore({ database, busyTimeoutMs });
    expect(database.pragma("busy_timeout", { simple: true })).toMatchObject({ timeout: expected });
  });

  it.each([-1, 0.5, Number.NaN, Infinity])("refuses %d as busyTimeoutMs", async (busyTimeoutMs) => {
    await expect(sqliteStore({ path: ":memory:", busyTimeoutMs })).rejects.toThrow(RangeError);
  });

  it("leaves a connection open that it was given, and lets go of its own", async () => {
    const database = new Database(":memory:");
    const store = await sqliteStore({ database });
    await store.append("a", 0, [started("a")]);
    await store.close();
    expect(database.prepare("SELECT version FROM attempts").all()).toEqual([{ version: 1 }]);
    expect(await (await sqliteStore({ database })).load("a")).toEqual([started("a")]);
  });

  it("stores events as JSON that other programs can read", async () => {
    const path = await filledPath();
    const sql = "SELECT seq, event ->> '$.response' AS response FROM events WHERE attempt_id = 'a' ORDER BY seq";
    expect(rowsOf(path, sql)).toEqual([
      { seq: 0, response: null },
      { seq: 1, response: "answer 1" },
      { seq: 2, response: "answer 2" },
    ]);
  });
});

describe("a SQLite database that another program has locked", () => {
  it("is unavailable for appending, can be read, and takes events again afterwards", async () => {
    const path = await filledPath();
    const store = await sqliteStore({ path, busyTimeoutMs: 0 });
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");
    expect(await codeOf(store.append("a", 3, [answered(3)]))).toBe("unavailable");
    expect(await store.load("a")).toHaveLength(3);
    other.exec("COMMIT");
    expect(await store.append("a", 3, [answered(3)])).toEqual({ type: "appended", version: 4 });
  });

  it("leaves a transaction alone that its connection was given with", async () => {
    const database = new Database(newPath());
    const store = await sqliteStore({ database });
    database.exec("BEGIN");
    expect(await codeOf(store.append("a", 0, [started("a")]))).toBe("unavailable");
    database.exec("COMMIT");
    expect(await store.append("a", 0, [started("a")])).toEqual({ type: "appended", version: 1 });
  });
});

describe("a full SQLite database", () => {
  it("takes no more events, keeps the logs readable, and goes on when there is room", async () => {
    const database = new Database(newPath());
    const store = await sqliteStore({ database });
    await store.append("a", 0, [started("a")]);
    database.pragma("max_page_count = 20");
    let version = 1;
    let code = "";
    while (code === "") {
      const batch = [answered(version, "x".repeat(3000)), answered(version + 1, "y".repeat(3000))];
      const appending = store.append("a", version, batch);
      code = await appending.then(
        () => "",
        (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
      );
      if (code === "") version += 2;
    }
    expect(code).toBe("quota-exceeded");
    expect(version).toBeGreaterThan(1);
    expect(await store.load("a")).toHaveLength(version);
    expect(await store.list({})).toMatchObject([{ attemptId: "a", version }]);
    database.pragma("max_page_count = 1000");
    expect(await store.append("a", version, [answered(version)])).toEqual({ type: "appended", version: version + 1 });
    expect(await store.load("a")).toHaveLength(version + 1);
  });
});

describe("a file that is no database of the store", () => {
  const failure = async (path: string): Promise<string> => await codeOf(sqliteStore({ path }));

  it("is corrupt when it is text, and stays as it was", async () => {
    const path = newPath();
    const text = "Dear diary, this is no database. ".repeat(200);
    writeFileSync(path, text);
    expect(await failure(path)).toBe("corrupt");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is corrupt when it is a database of another program, and stays as it was", async () => {
    for (const version of [0, 1, 2, 99]) {
      const path = newPath();
      execute(path, "CREATE TABLE notes (text TEXT)", `PRAGMA user_version = ${version}`);
      expect([version, await failure(path)]).toEqual([version, "corrupt"]);
      expect(rowsOf(path, "SELECT name FROM sqlite_schema")).toEqual([{ name: "notes" }]);
    }
    const empty = newPath();
    execute(empty, "PRAGMA user_version = 1");
    expect(await failure(empty)).toBe("corrupt");
  });

  it("is unavailable when it is a folder, or in none", async () => {
    expect(await failure(folder)).toBe("unavailable");
    expect(await failure(join(folder, "none", "a.db"))).toBe("unavailable");
  });

  it("is of an unknown version when a later program made it, and stays as it was", async () => {
    const path = await filledPath();
    const [{ user_version: version }] = rowsOf(path, "PRAGMA user_version") as [{ user_version: number }];
    expect(await failure(path)).toMatch(/^no error/);
    execute(path, `PRAGMA user_version = ${version + 1}`);
    expect(await failure(path)).toBe("version-unknown");
    expect(rowsOf(path, "SELECT count(*) AS n FROM events")).toEqual([{ n: 4 }]);
  });
});

describe("a SQLite database of an earlier version", () => {
  /** Version 1 as it was first published. It stays as it is. */
  const version1 = `
    CREATE TABLE attempts (
      attempt_id  TEXT    NOT NULL PRIMARY KEY,
      quiz_id     TEXT    NOT NULL,
      learner_id  TEXT    NOT NULL,
      number      INTEGER NOT NULL,
      started_at  INTEGER NOT NULL,
      version     INTEGER NOT NULL,
      is_finished INTEGER NOT NULL,
      UNIQUE (learner_id, quiz_id, number)
    ) STRICT;
    CREATE TABLE events (
      attempt_id TEXT    NOT NULL REFERENCES attempts,
      seq        INTEGER NOT NULL,
      event      TEXT    NOT NULL,
      PRIMARY KEY (attempt_id, seq)
    ) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 0x6d6c7175;
    PRAGMA user_version = 1;`;
  const log = [started("a", { learnerId: "ada" }), answered(1), answered(2)];

  function version1Path(): string {
    const path = newPath();
    const database = new Database(path);
    database.exec(version1);
    database.prepare("INSERT INTO attempts VALUES ('a', 'quiz', 'ada', 1, 1700000000000, 3, 0)").run();
    const add = database.prepare("INSERT INTO events VALUES ('a', ?, ?)");
    for (const event of log) add.run(event.seq, JSON.stringify(event));
    database.close();
    return path;
  }

  const schemaOf = (path: string): unknown => [
    rowsOf(path, "SELECT type, name, replace(sql, ' ', '') AS sql FROM sqlite_schema ORDER BY name"),
    rowsOf(path, "PRAGMA user_version"),
    rowsOf(path, "PRAGMA application_id"),
  ];

  it("becomes one of this version, without loss", async () => {
    const path = version1Path();
    const store = await sqliteStore({ path });
    expect(await store.load("a")).toEqual(log);
    expect(await store.list({ learnerId: "ada" })).toMatchObject([{ attemptId: "a", version: 3, isFinished: false }]);
    expect(await store.append("a", 3, [answered(3)])).toEqual({ type: "appended", version: 4 });
    await store.close();
    const withoutBreaks = (schema: unknown): string => JSON.stringify(schema).replaceAll("\\n", "");
    expect(withoutBreaks(schemaOf(path))).toBe(withoutBreaks(schemaOf(await filledPath())));
  });

  it("is upgraded once when several open it at once", async () => {
    const path = version1Path();
    const stores = await Promise.all([1, 2, 3].map(() => sqliteStore({ path })));
    for (const store of stores) expect(await store.load("a")).toEqual(log);
  });

  it("stays as it was when the upgrade fails", async () => {
    const path = version1Path();
    // A name that the upgrade needs.
    execute(path, "CREATE TABLE attempts_of_quiz (x)");
    const before = schemaOf(path);
    expect(await codeOf(sqliteStore({ path }))).toBe("unavailable");
    expect(schemaOf(path)).toEqual(before);
    execute(path, "DROP TABLE attempts_of_quiz");
    expect(await (await sqliteStore({ path })).load("a")).toEqual(log);
  });
});

describe("a damaged SQLite database", () => {
  /** What loading `a` comes to after some SQL, with the message. */
  async function damaged(...statements: string[]): Promise<{ store: AttemptStore; message: string }> {
    const path = await filledPath();
    execute(path, "PRAGMA foreign_keys = OFF", ...statements);
    const store = await sqliteStore({ path });
    const error: unknown = await store.load("a").catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: "corrupt" });
    // One damaged log does not touch another.
    expect(await store.load("b")).toEqual([started("b")]);
    return { store, message: (error as StoreError).message };
  }

  it.each([
    [
      "no JSON",
      `UPDATE events SET event = '{"seq":' WHERE attempt_id = 'a' AND seq = 1`,
      /"a".*event 1: Expected JSON/,
    ],
    ["no event", `UPDATE events SET event = '[]' WHERE attempt_id = 'a' AND seq = 2`, /"a".*event 2: /],
    [
      "another seq inside",
      `UPDATE events SET event = json_set(event, '$.seq', 7) WHERE seq = 1`,
      /event 1: .*number 7/,
    ],
    ["an event in another place", `UPDATE events SET seq = 7 WHERE attempt_id = 'a' AND seq = 2`, /"a".*event 2: /],
    ["a gap", `DELETE FROM events WHERE attempt_id = 'a' AND seq = 1`, /event 1: /],
    ["no start", `DELETE FROM events WHERE attempt_id = 'a' AND seq = 0`, /event 0: /],
    ["no end", `DELETE FROM events WHERE attempt_id = 'a' AND seq = 2`, /event 2: Expected 3 events, found 2/],
    ["no event at all", `DELETE FROM events WHERE attempt_id = 'a'`, /event 0: /],
    [
      "too short a record",
      `UPDATE attempts SET version = 2 WHERE attempt_id = 'a'`,
      /event 2: Expected 2 events, found 3/,
    ],
    [
      "the start of another attempt",
      `UPDATE events SET event = (SELECT event FROM events WHERE attempt_id = 'b') WHERE attempt_id = 'a' AND seq = 0`,
      /event 0: .*this attempt/,
    ],
  ])("names the attempt and the event where there is %s", async (_what, sql, pattern) => {
    const { store, message } = await damaged(sql);
    expect(message).toMatch(pattern);
    await store.close();
  });

  it("names the attempt whose record is none", async () => {
    const path = await filledPath();
    execute(path, `UPDATE attempts SET version = -1 WHERE attempt_id = 'a'`);
    const store = await sqliteStore({ path });
    await expect(store.list({})).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining('"a"') });
  });

  it("does not append over events that have lost their attempt", async () => {
    const path = await filledPath();
    execute(path, "PRAGMA foreign_keys = OFF", "DELETE FROM attempts WHERE attempt_id = 'a'");
    const store = await sqliteStore({ path });
    expect(await codeOf(store.append("a", 0, [started("a")]))).toBe("corrupt");
    expect(rowsOf(path, "SELECT count(*) AS n FROM events WHERE attempt_id = 'a'")).toEqual([{ n: 3 }]);
  });

  it("is corrupt when its pages are", async () => {
    const path = newPath();
    const store = await sqliteStore({ path });
    await store.append("a", 0, [started("a"), ...answers(1, 2000)]);
    await store.close();
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 5 * 4096);
    const copy = newPath();
    writeFileSync(copy, bytes);
    const opened = await sqliteStore({ path: copy });
    expect(await codeOf(opened.load("a"))).toBe("corrupt");
  });
});
