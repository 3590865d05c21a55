/** A language that recovery can tell by its lines. */
export type CodeLanguage =
  | "python"
  | "javascript"
  | "typescript"
  | "bash"
  | "dockerfile"
  | "yaml"
  | "json"
  | "sql"
  | "html"
  | "css"
  | "ini"
  | "c"
  | "java"
  | "rust"
  | "go"
  | "r"
  | "makefile";

/** Something about a line that speaks for code (a positive weight) or for prose (a negative one). */
export interface Feature {
  pattern: RegExp;
  /** In natural logarithms of odds: 2 means about seven times as likely in code. */
  weight: number;
  language?: CodeLanguage;
}

const name = String.raw`[A-Za-z_][\w]*`;
const dotted = String.raw`[A-Za-z_][\w.]*`;
const of = (language: CodeLanguage, weight: number, ...patterns: RegExp[]): Feature[] =>
  patterns.map((pattern) => ({ pattern, weight, language }));
const any = (weight: number, ...patterns: RegExp[]): Feature[] => patterns.map((pattern) => ({ pattern, weight }));

/**
 * What single lines look like. All patterns start at the line's start or are a few characters long, so that no line is
 * looked at more than a bounded number of times.
 */
export const features: readonly Feature[] = [
  ...of(
    "python",
    6,
    new RegExp(`^from ${dotted} import [\\w*(]`),
    new RegExp(`^import ${dotted}(?: as ${name})?(?:, ${dotted}(?: as ${name})?)*$`),
    new RegExp(`^(?:async )?def ${name}\\(`),
    new RegExp(`^class ${name}(?:\\([^)]*\\))?:$`),
    /^@[A-Za-z_][\w.]*(?:\(.*)?$/,
    /^(?:try|finally|else|except):$/,
    /^(?:elif|except) [^.]*:$/,
    /^if __name__ ==/,
    /^(?:async )?with [\w.]+\(.*:$/,
  ),
  ...of(
    "python",
    4,
    /^(?:if|while) [^.]*(?:==|!=|<|>| in | is | not |[\w)])[^,]*:$/,
    /^for [\w, ()]+ in .*:$/,
    /^raise [A-Z]\w*/,
  ),
  ...of(
    "python",
    3,
    /^(?:return|yield|assert|del|global|await)(?: [\w([{"'-].*)?$/,
    /^(?:print|len|range)\(/,
    /\bself\b/,
    /^(?:pass|break|continue)$/,
  ),
  ...of("python", 2, /\bNone\b|\bTrue\b|\bFalse\b/, /^(?:f|r|b)?"""/),
  ...of(
    "javascript",
    6,
    /^(?:export )?(?:const|let|var) [\w{[$].*=/,
    /^(?:export )?(?:default )?(?:async )?function\*? ?\w*\(/,
    /^import .* from ["']/,
    /^(?:export|module\.exports)\b.*[{=;]/,
    /=> ?[{(]?$/,
    /^console\.\w+\(/,
    /^(?:const|let) \w+/,
    /^\}?\)?;$/,
    /^\} (?:else|catch|finally)\b/,
    /^document\.|^window\./,
  ),
  ...of("typescript", 6, /^(?:export )?(?:interface|type) \w+(?:<[^>]*>)? ?[={]/, /^(?:private|public|readonly) \w+: /),
  ...of(
    "dockerfile",
    6,
    /^FROM [\w./:-]+(?: AS \w+)?$/,
    /^(?:RUN|WORKDIR|EXPOSE|ENTRYPOINT|CMD|COPY|ADD|VOLUME|USER|HEALTHCHECK|ONBUILD|STOPSIGNAL) (?=[\w./"[$-])/,
    /^(?:ENV|ARG|LABEL) [\w.]+[= ]/,
  ),
  ...of(
    "sql",
    6,
    /^SELECT\b/,
    /^INSERT INTO /,
    /^UPDATE \w+ SET\b/,
    /^DELETE FROM /,
    /^(?:CREATE|ALTER|DROP) (?:OR REPLACE |UNIQUE |TEMP(?:ORARY)? |MATERIALIZED )?(?:TABLE|INDEX|VIEW|DATABASE|FUNCTION|TRIGGER|TYPE|SCHEMA|ROLE|USER)\b/,
    /^(?:WHERE|GROUP BY|ORDER BY|HAVING|VALUES|LIMIT|(?:LEFT |RIGHT |INNER |FULL |CROSS )?(?:OUTER )?JOIN|UNION(?: ALL)?|ON CONFLICT|RETURNING) ?[\w("'*@.-]*/,
    /^(?:BEGIN|COMMIT|ROLLBACK)(?: TRANSACTION)?;/,
    /^WITH \w+ AS \(/,
    /^EXPLAIN (?:ANALYZE )?SELECT/,
  ),
  ...of(
    "sql",
    4,
    /^FROM \w+(?: \w+)?(?: |,|;|$)/,
    /^(?:AND|OR|ON|SET) [\w.]+ ?(?:=|<|>|IN\b|LIKE\b|IS\b)/,
    /\b(?:INTEGER|VARCHAR|TIMESTAMP|PRIMARY KEY|NOT NULL|REFERENCES|SERIAL|NUMERIC)\b/,
  ),
  ...of(
    "bash",
    6,
    /^\$ \S/,
    /^#!\//,
    /^(?:sudo|apt(?:-get)?|brew|curl|wget|ssh|scp|chmod|chown|tar|grep|sed|awk|xargs|mkdir|rm|cp|mv|cat|echo|export|source|systemctl|pip3?|npm|npx|pnpm|yarn|docker|docker-compose|kubectl|helm|terraform|git|cargo|python3?|virtualenv|conda|psql|redis-cli) (?:-{1,2}\w|[\w@./~$"':=-]+(?: [-./\w"'$@:=&|<>{}*,]+)*$)/,
    /^(?:cd|ls|pwd|make|node|go|java|javac|gcc|rustc|bash|sh|kill|ps|find|time|tail|head|touch) (?:-{1,2}\w|[\w./~$-]*[./~$][\w./~$-]*)/,
    /^[A-Z][A-Z0-9_]*=\S+ \S/,
    / \\$/,
    /^(?:if|while) \[{1,2} /,
    /^(?:fi|done|esac)$/,
    /; (?:then|do)$/,
  ),
  ...of(
    "bash",
    3,
    /^git (?:add|commit|push|pull|clone|init|status|log|diff|checkout|switch|branch|merge|rebase|stash|reset|revert|tag|fetch|remote|config)\b/,
    /^(?:make|npm|cargo|go) (?:run|test|build|install|fmt|start|init|clean|all)\b/,
  ),
  ...of("yaml", 6, /^(?:apiVersion|kind): \S+$/, /^---$/),
  ...of("yaml", 3, /^- [a-z][\w.-]*: \S/, /^- [a-z][\w.-]*:$/, /^[a-z][\w.-]*: (?:["'[{&*!|>]|\d|true$|false$|null$)/),
  ...of("yaml", 1.5, /^[a-z][\w.-]*: [\w./:@-]+$/, /^[a-z][A-Za-z0-9_.-]*:$/),
  ...of("yaml", 1, /^- [\w./:@"'*-]+$/),
  ...of("json", 4, /^"[^"]+": ?(?:["[{\d-]|true|false|null)/, /^[[{]$/),
  ...of("html", 6, /^<\/?(?:!DOCTYPE|[a-z][\w-]*)(?:\s[^<]*)?\/?>/, /^<!--/),
  ...of("css", 6, /^[.#@:]?[a-z][\w\-.#:>~+ ,()[\]="]* \{$/, /^(?:--)?[a-z][a-z-]*: [^;]*;$/),
  ...of("ini", 4, /^\[[\w.:" -]+\]$/),
  ...of("ini", 2, /^[a-z][\w.-]* ?= ?["'[\w/.-]/),
  ...of(
    "c",
    6,
    /^#(?:include|define|ifdef|ifndef|endif|pragma)\b/,
    /^(?:static |const |unsigned |struct )*(?:int|void|char|float|double|size_t|bool) \*?\w+(?:\(|\[|;| =)/,
    /^(?:printf|malloc|free|fprintf)\(/,
  ),
  ...of(
    "java",
    6,
    /^(?:public|private|protected) (?:static |final |abstract )*[\w<>[\],]+ ?\w*(?:\(|;| =| \{|$)/,
    /^(?:public )?(?:class|enum|record|interface) \w+.*\{$/,
    /^System\.out\./,
    /^package [\w.]+;/,
    /^import [\w.*]+;/,
    /^@(?:Override|Test|Autowired)\b/,
    /^using [\w.]+;/,
    /^namespace [\w.]+/,
  ),
  ...of(
    "rust",
    6,
    /^(?:pub )?(?:async )?fn \w+/,
    /^use [\w:{}, *]+;/,
    /^let (?:mut )?\w+.*[=;]/,
    /^(?:pub )?(?:struct|enum|impl|trait|mod)\b.*[{;]/,
    /\w+!\(/,
    /^#\[\w+/,
    /^match .* \{$/,
  ),
  ...of(
    "go",
    6,
    /^package \w+$/,
    /^func (?:\(\w+ \*?\w+\) )?\w+\(/,
    /:= /,
    /^if err != nil/,
    /^(?:defer|go) \w[\w.]*\(/,
    /^import "/,
    /^type \w+ (?:struct|interface)\b/,
    /\bfmt\.\w+\(/,
  ),
  ...of("r", 6, /^[\w.]+ <- /, /^library\(\w+\)$/, / %>% ?$|\|> ?$/),
  ...of("makefile", 4, /^\.PHONY:/, /^[a-z][\w-]*:(?: [a-z][\w.-]*)*$/, /\$\(\w+\)|\$[@<^]/),
  // Any language.
  ...any(
    4,
    /^[\w.[\]"', ]+ (?:[-+*/%|&^]|\*\*|\/\/)?= \S/,
    /^[[\](){}]+[,;:]?$/,
    /^[)\]}]+[,;]? ?[\w.({[]*.*[{([;,:]$/,
    /^\w[\w.]*\(.*\)[;,]?$/,
    /^[\w.]+\([^)]*$/,
  ),
  ...any(
    3,
    /[;{]$/,
    /^\/\/ /,
    /^\/\*|^\*\/|^\* @/,
    /^\w+=["'\w[({].*,?$/,
    /["'\w)\]}]: ?["'[{(\d].*,$/,
    /^["'][^"']*["'],?$/,
    /^["'][^"']+["']: \S/,
    /^[\w"'.]+,$/,
    /^\w+: [\w[\]|<>., ]+ = /,
  ),
  ...any(
    2,
    /^# ?\S/,
    /^#!/,
    /^-- \S/,
    /[=!]==?|&&|\|\||->|::|\+=|<=|>=/,
    /\w\(\)/,
    /\w\[[\w"':]+\]/,
    /^\w+: (?:str|int|float|bool|list|dict|number|string|boolean|bytes|any|Any|Optional|List|Dict)\b/,
    /^(?:\.\w+\(|\|\s)/,
  ),
  ...any(1.5, /[a-z]_[a-z]/, /\{\w*\}|\$\{/, /\w\.\w+\(/, /,$/),
  // Prose.
  ...any(-7, /^✓ |^• |^[-*+] \[[ x]\] /),
  ...any(
    -5,
    /^[-*+] [A-Z“"(]/,
    /^\d{1,3}[.)] [A-Z]/,
    /^[A-Z][a-z]+(?: [a-z]+,?){4,}/,
    /^(?:The|This|These|Those|It|You|We|If you|When|In|A|An|To|For|Here|There|That|They|What|Why|How|Let|Note|Use|Run the|And|But|So|Each|Every|Most|Some|Both|Then|Now|Next|First|Once|While|After|Before|Because|With the|By|As|On|At|Is|Are|Do|Does|Can) [a-z']/,
  ),
  ...any(
    -3,
    /[a-z]{2}[.!?…]["”')]?$/,
    /^[A-Z][A-Za-z-]*(?: (?:[A-Z][A-Za-z-]*|and|of|the|for|to|in|with|a|an|or|from|on|by|vs\.?|&))+$/,
    /^[A-Z][\w '-]*:$/,
    /\b(?:the|which|your|that|with|from|this|are|is|you) [a-z]+ [a-z]+/,
    /^[A-Z][a-z]+(?: [A-Za-z-]+){0,3}: [A-Z]/,
  ),
  ...any(-2, /, (?:and|or|but|which|so) /, /[a-z]’[a-z]|[a-z]'(?:s|t|re|ll|ve) /, / — | – /, /^[A-Z][a-z]+$/),
];
