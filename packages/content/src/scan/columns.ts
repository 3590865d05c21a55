const tabSize = 4;

/** With so many columns before it, a line is code. */
export const codeIndent = 4;

/** How many columns of white space follow a place, tabs counted to the next stop, and where they end. */
export function indentOf(text: string, start: number, end: number): { columns: number; offset: number } {
  let columns = 0;
  let offset = start;
  for (; offset < end; offset += 1) {
    const character = text[offset];
    if (character === " ") columns += 1;
    else if (character === "\t") columns += tabSize - (columns % tabSize);
    else break;
  }
  return { columns, offset };
}

/** The place after so many columns of white space, or after all there is. */
export function skipColumns(text: string, start: number, end: number, count: number): number {
  let columns = 0;
  let offset = start;
  while (columns < count && offset < end && (text[offset] === " " || text[offset] === "\t")) {
    columns += text[offset] === "\t" ? tabSize - (columns % tabSize) : 1;
    offset += 1;
  }
  return offset;
}
