/**
 * What the database was made of, version after version, as SQL: step `n` makes version `n + 1` of version `n`. Steps are
 * only ever added. The version is `PRAGMA user_version`.
 *
 * The two tables do for other databases as well. In PostgreSQL, `INTEGER` is `BIGINT`, `is_finished` may be `BOOLEAN`,
 * `STRICT` and `WITHOUT ROWID` go, and `event` stays `TEXT`: `JSONB` can hold no NUL, which an answer may have. Appending
 * is one transaction of the statements in sqlite-store.ts, for which `READ COMMITTED` is enough: the row that `UPDATE …
 * WHERE version = …` locks and the unique keys decide who was first.
 */
export const steps: readonly string[] = [
  `
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
  `,
  `CREATE INDEX attempts_of_quiz ON attempts (quiz_id, started_at);`,
];

/** `PRAGMA application_id` of a database of this store: `mlqu`. */
export const applicationId = 0x6d_6c_71_75;
