/** The first place at which a text is not JSON (RFC 8259). */
export interface JsonFault {
  /** UTF-16 code units from the start. */
  offset: number;
  /** What could have stood there. */
  expected: string;
}

/** What a scan found: where the text stops being JSON, and how deep its lists and objects nest up to there. */
export interface JsonScan {
  fault: JsonFault | undefined;
  depth: number;
}

type Expectation = "value" | "first-item" | "first-key" | "key" | "colon" | "comma-or-end" | "end";

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const string = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const literal = /true|false|null/y;
const space = /[ \t\n\r]*/y;

const descriptions: Readonly<Record<Expectation, string>> = {
  value: "a value",
  "first-item": "a value or `]`",
  "first-key": "a name in double quotes or `}`",
  key: "a name in double quotes",
  colon: "`:`",
  "comma-or-end": "`,` or the end of the list or object",
  end: "the end of the text",
};

/**
 * Walks over a text as JSON, without recursion and without building anything: no depth can overflow the stack, and each
 * character is looked at once.
 *
 * @param maxDepth - Where to stop counting: a text that nests deeper is not walked to its end.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const closers: ("]" | "}")[] = [];
  let expectation: Expectation = "value";
  let depth = 0;
  let offset = skip(space, text, 0);

  const fault = (): JsonScan => ({ fault: { offset, expected: descriptions[expectation] }, depth });
  const afterValue = (): Expectation => (closers.length === 0 ? "end" : "comma-or-end");

  for (;;) {
    if (offset >= text.length) return expectation === "end" ? { fault: undefined, depth } : fault();
    const character = text.charAt(offset);
    let end: number;
    switch (expectation) {
      case "end":
        return fault();
      case "colon":
        if (character !== ":") return fault();
        end = offset + 1;
        expectation = "value";
        break;
      case "comma-or-end":
        if (character === ",") expectation = closers.at(-1) === "}" ? "key" : "value";
        else if (character === closers.at(-1)) {
          closers.pop();
          expectation = afterValue();
        } else return fault();
        end = offset + 1;
        break;
      case "first-key":
      case "key":
        if (expectation === "first-key" && character === "}") {
          closers.pop();
          end = offset + 1;
          expectation = afterValue();
          break;
        }
        end = skip(string, text, offset);
        if (end === offset) return fault();
        expectation = "colon";
        break;
      case "value":
      case "first-item":
        if (character === "[" || character === "{") {
          closers.push(character === "[" ? "]" : "}");
          depth = Math.max(depth, closers.length);
          if (depth > maxDepth) return { fault: undefined, depth };
          expectation = character === "[" ? "first-item" : "first-key";
          end = offset + 1;
          break;
        }
        if (expectation === "first-item" && character === "]") {
          closers.pop();
          end = offset + 1;
        } else {
          end = skip(character === '"' ? string : isNumberStart(character) ? number : literal, text, offset);
          if (end === offset) return fault();
        }
        expectation = afterValue();
        break;
    }
    offset = skip(space, text, end);
  }
}

function isNumberStart(character: string): boolean {
  return character === "-" || (character >= "0" && character <= "9");
}

/** Where a match of a sticky pattern at an offset ends; the offset itself where there is none. */
function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
