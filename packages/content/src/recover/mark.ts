/** The word in an info string that tells a fence of recovery from one of the author. */
export const recoveredMark = "recovered";
