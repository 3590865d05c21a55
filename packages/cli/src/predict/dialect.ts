import type { Outgoing, Reply } from "../http/send.ts";
import type { Json } from "../json/parse-json.ts";
import type { InputRow } from "./input-row.ts";

/** What became of a row. */
export type Outcome = { readonly output: string } | { readonly fault: RowFault };

/** Why a row has no answer. */
export interface RowFault {
  /** The status of the answer; none where the row was not sent. */
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly detail: string;
  /** Where in the row, with what was expected. */
  readonly errors?: Json | undefined;
}

/** How rows are asked for in a protocol. */
export interface Dialect {
  /**
   * What rows must have in common to go into one request. Rows that cannot be sent at all have a fault.
   *
   * @default one kind for all
   */
  kindOf?(row: InputRow): { readonly kind: string } | { readonly fault: RowFault };
  /** A request for rows of one kind. */
  request(rows: readonly InputRow[]): Outgoing;
  /**
   * The outcomes in an answer with a good status, one for each row.
   *
   * @throws AnswerError for an answer that is not of the protocol's form.
   */
  outcomes(reply: Reply, rows: readonly InputRow[]): readonly Outcome[];
  /** How many rows a request may have; `undefined` for any number. May become less with what the server says. */
  readonly mostRows: number | undefined;
  /** Asks for each row alone from now on, where the protocol has another route for that. */
  oneByOne?(): boolean;
}

/** An answer that is not what the protocol says. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}
