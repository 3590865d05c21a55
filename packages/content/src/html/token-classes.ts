/** The classes of highlighted code, by what a token is. */
export const tokenClasses: readonly string[] = [
  "tok-comment",
  "tok-constant",
  "tok-deleted",
  "tok-function",
  "tok-inserted",
  "tok-keyword",
  "tok-link",
  "tok-parameter",
  "tok-punctuation",
  "tok-string",
  "tok-string-expression",
];

/**
 * Colours for highlighted code, on light and on dark ground: by what the reader's system prefers, or by `data-theme` on an
 * element around it. Each has a contrast of at least 4.5 to 1 with white or with #0d1117.
 */
export const highlightStyles: string = `
.tok-comment{color:#59636e}.tok-constant,.tok-parameter{color:#0550ae}.tok-deleted{color:#82071e}
.tok-function{color:#6639ba}.tok-inserted{color:#116329}.tok-keyword{color:#cf222e}.tok-link{color:#0a3069}
.tok-punctuation{color:#1f2328}.tok-string,.tok-string-expression{color:#0a3069}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){
.tok-comment{color:#9198a1}.tok-constant,.tok-parameter{color:#79c0ff}.tok-deleted{color:#ffa198}
.tok-function{color:#d2a8ff}.tok-inserted{color:#7ee787}.tok-keyword{color:#ff7b72}.tok-link{color:#a5d6ff}
.tok-punctuation{color:#e6edf3}.tok-string,.tok-string-expression{color:#a5d6ff}}}
[data-theme=dark]{
.tok-comment{color:#9198a1}.tok-constant,.tok-parameter{color:#79c0ff}.tok-deleted{color:#ffa198}
.tok-function{color:#d2a8ff}.tok-inserted{color:#7ee787}.tok-keyword{color:#ff7b72}.tok-link{color:#a5d6ff}
.tok-punctuation{color:#e6edf3}.tok-string,.tok-string-expression{color:#a5d6ff}}
`.trim();
