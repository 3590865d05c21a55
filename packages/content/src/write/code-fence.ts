const minFence = 3;

/** A fence around code; longer than any run of its mark inside. */
export function fenced(value: string, info: string): string {
  const mark = info.includes("`") ? "~" : "`";
  const runs = value.match(mark === "~" ? /~+/g : /`+/g) ?? [];
  const fence = mark.repeat(runs.reduce((longest, run) => Math.max(longest, run.length), minFence - 1) + 1);
  const body = value === "" ? "" : `${value}\n`;
  return `${fence}${info}\n${body}${fence}`;
}

/**
 * The info string that reads as these words: what Markdown would decode or drop is written as an entity or escaped.
 *
 * @param language - The first word.
 * @param meta - The rest.
 */
export function infoString(language: string | null, meta: string | null): string {
  const first = (language ?? "") === "" && (meta ?? "") !== "" ? "text" : (language ?? "");
  const word = first.replaceAll("&", "&amp;").replaceAll(/\s/g, toEntity).replace(/^[`~]/, toEntity);
  const rest = (meta ?? "")
    .replaceAll("&", "&amp;")
    .replaceAll(/^[ \t]+|[ \t]+$/g, (run) => run.replaceAll(/[ \t]/g, toEntity))
    .replaceAll(/[\r\n]/g, toEntity);
  const info = rest === "" ? word : `${word} ${rest}`;
  return info.replaceAll(/\\(?=[!-/:-@[-`{-~])/g, "\\\\");
}

function toEntity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
