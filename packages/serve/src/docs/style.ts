/** The page's style sheet: light and dark by the reader's choice, else by that of the system. */
export const style = `:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #12151a);
  --card: light-dark(#ffffff, #1a1e25);
  --well: light-dark(#f2f4f7, #12161c);
  --line: light-dark(#dde2e9, #2e3540);
  --edge: light-dark(#7d8896, #76818f);
  --text: light-dark(#1d2530, #e3e8ef);
  --soft: light-dark(#566173, #a2adbb);
  --accent: light-dark(#1f5fa8, #8dbdf5);
  --on-accent: light-dark(#ffffff, #0f1a28);
  --tint: light-dark(#e8f0fa, #1d2c40);
  --good: light-dark(#14693d, #7ed6a3);
  --warn: light-dark(#825400, #ecc06a);
  --bad: light-dark(#ad2a22, #ff9f96);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
[data-theme="light"] { color-scheme: light; }
[data-theme="dark"] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 1rem; scroll-behavior: smooth; }
body {
  margin: 0 auto;
  max-width: 86rem;
  padding: 2rem clamp(1rem, 4vw, 3rem) 4rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, dl, dd, pre, fieldset { margin: 0; }
ul { padding: 0; list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 1.375rem; line-height: 1.3; letter-spacing: -0.01em; }
h3 { margin: 1.5rem 0 0.5rem; color: var(--soft); font-size: 0.875rem; font-weight: 600; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }
code, pre, .code { font-family: var(--mono); font-size: 0.875rem; }
pre {
  max-height: 24rem;
  padding: 0.75rem 1rem;
  overflow: auto;
  border-radius: 0.5rem;
  background: var(--well);
  line-height: 1.5;
  white-space: pre-wrap;
}
summary { cursor: pointer; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -99rem; padding: 0.5rem 1rem; background: var(--card); }
.skip:focus { left: 1rem; top: 1rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.about { color: var(--soft); font-size: 0.9375rem; }
.lines { max-width: 65ch; white-space: pre-line; }
.hint { color: var(--soft); font-size: 0.8125rem; font-weight: 400; }
.top { display: grid; gap: 0.75rem; margin-bottom: 2rem; }
.name { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.75rem; }
.bar-row { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 2rem; }
.bar-row nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.settings { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; }
.setting { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; font-size: 0.875rem; }
.setting input { width: 14rem; }
.setting select { width: auto; }
.state { display: inline-flex; align-items: center; gap: 0.4rem; color: var(--warn); font-size: 0.875rem; font-weight: 600; }
.state::before { width: 0.5rem; height: 0.5rem; border-radius: 50%; background: currentColor; content: ""; }
.state[data-state="ready"] { color: var(--good); }
.state[data-state="failed"] { color: var(--bad); }
.tag {
  padding: 0.05rem 0.5rem;
  border-radius: 1rem;
  background: var(--tint);
  color: var(--accent);
  font-size: 0.75rem;
  font-weight: 600;
}
.layout { display: grid; gap: 1.5rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: 0.9375rem; }
main { display: grid; gap: 1.5rem; min-width: 0; }
.model, .card {
  min-width: 0;
  padding: clamp(1rem, 2.5vw, 1.75rem);
  border: 1px solid var(--line);
  border-radius: 0.875rem;
  background: var(--card);
}
.facts, summary { color: var(--soft); font-size: 0.875rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0 0.875rem; margin-top: 0.25rem; }
details.version { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
summary > span { margin-right: 0.75rem; }
.columns { display: grid; gap: 1.5rem 2.5rem; margin-top: 1.25rem; }
.columns > * { min-width: 0; }
.contract h3:first-of-type { margin-top: 1.25rem; }
.route { display: flex; gap: 0.625rem; align-items: baseline; padding: 0.125rem 0; }
.method { flex: none; color: var(--good); font: 600 0.75rem var(--mono); }
.routes { margin: 0.5rem 0 0.75rem; }
.card > details { margin-top: 0.625rem; }
.card > .about { margin: 0.25rem 0 0.75rem; }
.fields > li { padding: 0.5rem 0; border-top: 1px solid var(--line); }
.fields > li:last-child { padding-bottom: 0; }
.fields .fields { margin: 0.5rem 0 0 0.125rem; padding-left: 0.875rem; border-left: 2px solid var(--line); }
.fields .fields > li:first-child { border-top: 0; padding-top: 0.125rem; }
.entry { font-size: 0.9375rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.125rem 0.625rem; }
.entry code { font-weight: 600; }
.type, .bound { color: var(--soft); font-size: 0.875rem; }
.bound { padding: 0 0.4rem; border-radius: 0.3rem; background: var(--well); color: var(--text); }
.labels { display: flex; flex-wrap: wrap; gap: 0.3rem; margin-top: 0.375rem; font-size: 0.8125rem; }
.labels code { padding: 0.1rem 0.4rem; border: 1px solid var(--line); border-radius: 0.3rem; font-size: 0.8125rem; }
.limits { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 0 2.5rem; }
.limits > div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.375rem 0; border-top: 1px solid var(--line); }
.limits dt { color: var(--soft); font-size: 0.875rem; }
.limits dd { font-size: 0.875rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.note { padding: 0.5rem 0.875rem; border-radius: 0.5rem; background: var(--tint); font-size: 0.875rem; }
.try form { display: grid; gap: 1rem; min-width: 0; padding: 1.125rem; border: 1px solid var(--line); border-radius: 0.75rem; }
.form fieldset { min-width: 0; padding: 0; border: 0; }
.form fieldset fieldset { padding-left: 0.875rem; border-left: 2px solid var(--line); }
.form > fieldset > legend { display: none; }
legend label { display: inline-flex; align-items: center; gap: 0.5rem; }
legend { padding: 0; font-size: 0.9375rem; font-weight: 600; }
.group { display: grid; gap: 0.875rem; margin-top: 0.5rem; }
.form > fieldset > .group { margin-top: 0; }
.tuple { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(9.5rem, 100%), 1fr)); gap: 0.75rem; align-items: end; }
.items { display: grid; gap: 0.75rem; }
.item { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem; }
.item > :first-child { flex: 1 1 12rem; }
.group > .small { justify-self: start; }
.field { display: grid; gap: 0.2rem; min-width: 0; }
.field label { font-size: 0.9375rem; font-weight: 600; }
.check { grid-template-columns: auto 1fr; align-items: center; gap: 0 0.6rem; }
.check > input { grid-row: 1; grid-column: 1; }
.check > :not(input, label) { grid-column: 1 / -1; }
input, select, textarea, button { font: inherit; color: inherit; }
input:not([type="checkbox"], [type="radio"]), select, textarea {
  width: 100%;
  min-height: 2.5rem;
  padding: 0.4rem 0.7rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
}
textarea { resize: vertical; field-sizing: content; min-height: 2.5rem; max-height: 30rem; }
textarea.code { min-height: 5rem; font-size: 0.875rem; line-height: 1.5; }
textarea.editor { min-height: 11rem; }
input[type="checkbox"] { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--accent); }
[aria-invalid="true"] { border-color: var(--bad) !important; box-shadow: 0 0 0 1px var(--bad); }
.fault { color: var(--bad); font-size: 0.875rem; font-weight: 500; }
button {
  min-height: 2.5rem;
  padding: 0.4rem 1rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--card);
  font-weight: 500;
  cursor: pointer;
}
button:hover { background: var(--well); }
button:disabled { opacity: 0.5; cursor: default; }
.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
.main:hover { background: var(--accent); filter: brightness(1.1); }
.small { min-height: 2rem; padding: 0.2rem 0.75rem; font-size: 0.875rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.programs .row { justify-content: space-between; margin: 0.625rem 0; }
.choices { display: inline-flex; justify-self: start; padding: 0.1875rem; border: 0; border-radius: 0.625rem; background: var(--well); }
.choices label { position: relative; }
.choices input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.choices span { display: block; padding: 0.25rem 0.875rem; border-radius: 0.4375rem; color: var(--soft); font-size: 0.875rem; font-weight: 500; }
.choices :checked + span { background: var(--card); color: var(--text); box-shadow: 0 1px 2px #0003; }
.choices :focus-visible + span { outline: 2px solid var(--accent); outline-offset: 1px; }
.answer { display: grid; }
.answer > div { margin-top: 0.75rem; }
.answer > div { display: grid; gap: 0.75rem; }
.answer > div:empty { display: none; }
.status { font-weight: 600; font-variant-numeric: tabular-nums; }
[data-mood="good"] { color: var(--good); }
[data-mood="bad"] { color: var(--bad); }
.times { width: 100%; border-collapse: collapse; font-size: 0.8125rem; }
.times caption { padding-bottom: 0.25rem; color: var(--soft); text-align: left; }
.times th { width: 1%; padding: 0.1rem 0.75rem 0.1rem 0; font-weight: 400; text-align: left; white-space: nowrap; }
.times td { padding: 0.1rem 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.times td:nth-child(2) { width: 1%; padding-right: 0.75rem; text-align: right; }
.bar { display: block; min-width: 2px; height: 0.5rem; border-radius: 0.25rem; background: var(--accent); }
@media (min-width: 68rem) {
  .layout { grid-template-columns: 10rem minmax(0, 1fr); gap: 2.5rem; }
  .contents ul { position: sticky; top: 1.5rem; display: grid; gap: 0.375rem; }
  .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1.05fr); }
  .try form { position: sticky; top: 1.5rem; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media (forced-colors: active) { .choices :checked + span { outline: 2px solid; } }
@media (scripting: none) { .try, .settings { display: none; } .columns { grid-template-columns: 1fr; } }
`;
