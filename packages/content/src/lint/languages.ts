/** The names of languages that a code block can have, common short names included. */
export const knownLanguages: readonly string[] = (
  "text plain txt console output log terminal diff patch http " +
  "js javascript mjs cjs jsx ts typescript mts cts tsx json json5 jsonc jsonl html xml svg css scss sass less vue svelte astro " +
  "md markdown mdx yaml yml toml ini conf dotenv env properties csv tsv " +
  "bash sh shell zsh fish powershell ps1 bat cmd dockerfile docker makefile make cmake nginx apache hcl terraform tf " +
  "python py python3 pycon ipython r julia jl matlab octave sas stan " +
  "c h cpp c++ hpp objc objective-c csharp c# cs fsharp java kotlin kt scala groovy clojure clj " +
  "go golang rust rs swift dart zig nim v d ruby rb php perl lua elixir ex erlang haskell hs ocaml elm " +
  "sql psql plsql mysql sqlite postgresql graphql gql cypher promql proto protobuf thrift avro " +
  "asm wasm wat llvm vhdl verilog glsl hlsl wgsl cuda latex tex bibtex mermaid dot graphviz plantuml regex abnf ebnf bnf " +
  "gift lab lesson mlops"
).split(" ");

const known: ReadonlySet<string> = new Set(knownLanguages);

export function isKnownLanguage(name: string): boolean {
  return known.has(name.toLowerCase().replace(/[,{].*$/, ""));
}
