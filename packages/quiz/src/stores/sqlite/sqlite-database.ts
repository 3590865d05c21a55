/** What the store needs of a connection: `libsql` has it, and so has whatever is called like `better-sqlite3`. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/** A statement that was prepared. */
export interface SqliteStatement {
  run(...values: (string | number)[]): { readonly changes: number };
  all(...values: (string | number)[]): readonly unknown[];
}
