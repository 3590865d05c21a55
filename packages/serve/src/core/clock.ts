/** The time, as the kit sees it: given from outside, so that tests need not wait. */
export interface Clock {
  /** Milliseconds on a clock that never goes back; the origin is arbitrary. */
  now(): number;
  /** Calls back once after so many milliseconds, unless cancelled. Does not keep the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
