import { constants } from "node:http2";
import type { Http2Session } from "node:http2";
import type { Clock } from "@mlops/serve";

/** How connections are looked after; times are in milliseconds. */
export interface ConnectionOptions {
  readonly clock: Clock;
  readonly keepAliveMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * How long a connection without calls may take to close by itself, in milliseconds. One whose protocol has ended for a
 * fault of the client's, such as too many resets, never does: its socket is open still, and nobody reads it.
 */
const goneMs = 1_000;

interface Connection {
  calls: number;
  /** Since when it has no calls. */
  idleSince: number;
  /** Whether it has been asked if it is still there, and has not answered. */
  isAsked: boolean;
  stopTimer: () => void;
}

/** The connections of a server: closes those that are idle, cuts off those that are dead. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #open = new Map<Http2Session, Connection>();
  #isClosing = false;
  #whenGone: () => void = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Looks after a connection until it is gone. */
  add(session: Http2Session): void {
    if (this.#isClosing) {
      session.destroy();
      return;
    }
    const { clock } = this.#options;
    const connection: Connection = { calls: 0, idleSince: clock.now(), isAsked: false, stopTimer: () => {} };
    this.#open.set(session, connection);
    // What is wrong with a connection ends it; whose calls are under way learn of that by their signals.
    session.on("error", () => {});
    session.once("close", () => {
      connection.stopTimer();
      this.#open.delete(session);
      if (this.#isClosing && this.#open.size === 0) this.#whenGone();
    });
    this.#lookLater(session, connection);
  }

  /** Counts a call of a connection; call what it returns when that is over. */
  enter(session: Http2Session | undefined): () => void {
    const connection = session === undefined ? undefined : this.#open.get(session);
    if (connection === undefined) return () => {};
    connection.calls += 1;
    return () => {
      connection.calls -= 1;
      connection.idleSince = this.#options.clock.now();
    };
  }

  /** Tells clients to begin no more calls (GOAWAY), and resolves when all connections are gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#open.size === 0) return;
    const gone = new Promise<void>((resolve) => {
      this.#whenGone = resolve;
    });
    for (const session of this.#open.keys()) session.close();
    const stopTimer = this.#options.clock.after(goneMs, () => {
      for (const [session, { calls }] of this.#open) if (calls === 0) session.destroy();
    });
    await gone;
    stopTimer();
  }

  /** Cuts every connection off. */
  cutOff(): void {
    for (const session of this.#open.keys()) session.destroy(undefined, constants.NGHTTP2_CANCEL);
  }

  #lookLater(session: Http2Session, connection: Connection): void {
    connection.stopTimer = this.#options.clock.after(this.#options.keepAliveMs, () => {
      this.#look(session, connection);
    });
  }

  #look(session: Http2Session, connection: Connection): void {
    const { clock, idleTimeoutMs } = this.#options;
    if (session.destroyed) return;
    if (connection.isAsked) {
      session.destroy(undefined, constants.NGHTTP2_CANCEL);
      return;
    }
    if (connection.calls === 0 && clock.now() - connection.idleSince >= idleTimeoutMs) session.close();
    connection.isAsked = true;
    session.ping(() => {
      connection.isAsked = false;
    });
    this.#lookLater(session, connection);
  }
}
