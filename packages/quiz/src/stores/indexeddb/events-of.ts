/** Where the events of an attempt are: all keys `[attemptId, seq]`. */
export function eventsOf(attemptId: IDBValidKey, first = 0): IDBKeyRange {
  // An array is greater than any number.
  return IDBKeyRange.bound([attemptId, first], [attemptId, []]);
}
