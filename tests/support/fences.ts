import type { Import, Module } from "./scan-module.ts";

/** A rule about what a module may do, with a fault that shows that the rule works. */
export interface Fence {
  /** The rule as a claim. */
  claim: string;
  /** The modules that it is about. */
  covers: (file: string) => boolean;
  /** What a module does against it, in the module's own words; empty for a good one. */
  faults: (module: Module) => string[];
  /** A file with one fault, and the rule of oxlint that has to report it; `undefined` where oxlint has no such rule. */
  planted: { file: string; code: string; oxlint: string | undefined };
}

const restricted = "eslint(no-restricted-imports)";

/** The top folder of a file in the workspace: `packages/quiz`. */
const memberOf = (file: string): string => file.split("/").slice(0, 2).join("/");
const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
/** The package that a bare specifier names: `@mlops/schema/zod` is of `@mlops/schema`. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
const isFile = ({ specifier }: Import): boolean => specifier.startsWith(".") || specifier.startsWith("/");
const isOwn = ({ target }: Import): boolean => packageOf(target).startsWith("@mlops/");

/** Faults are the imports that are not allowed. */
const imports =
  (isAllowed: (one: Import, module: Module) => boolean): Fence["faults"] =>
  (module) =>
    module.imports.filter((one) => !isAllowed(one, module)).map(({ specifier, kind }) => `${kind} ${specifier}`);

/** Of the workspace's packages only these; any library. */
const ownPackages = (...names: readonly string[]): Fence["faults"] =>
  imports((one) => isFile(one) || !isOwn(one) || names.includes(packageOf(one.target)));

const serve = "packages/serve/src";
const importOf = (specifier: string): string => `import { x } from "${specifier}";\nexport const y: unknown = x;\n`;

const quiz = "packages/quiz/src";
/** The parts of quiz that need a library, which their users install; and whether they run code of schema. */
const quizPeers = (file: string): { library: RegExp; schema: boolean } | undefined => {
  if (isIn(`${quiz}/review`)(file)) return { library: /^ts-fsrs$/, schema: false };
  if (isIn(`${quiz}/react`)(file)) return { library: /^react(?:\/jsx-runtime)?$/, schema: true };
  if (isIn(`${quiz}/express`)(file)) return { library: /^(?:express$|node:)/, schema: true };
  return isIn(`${quiz}/stores/sqlite`)(file) ? { library: /^(?:libsql$|node:)/, schema: false } : undefined;
};
const quizFolder = (file: string): string | undefined => /^packages\/quiz\/src\/([^/]+)\//.exec(file)?.[1];
const quizArrows: Readonly<Record<string, readonly string[]>> = {
  grading: [],
  shuffle: [],
  attempts: ["grading", "shuffle"],
  stores: ["grading", "attempts"],
  analysis: ["grading", "attempts"],
  review: ["grading", "attempts"],
  react: ["grading", "shuffle", "attempts"],
  express: ["grading", "shuffle", "attempts", "stores"],
};

/** The arrows between packages and within them: the one table. */
export const fences: readonly Fence[] = [
  {
    claim: "a package or app imports no file outside its own src",
    covers: () => true,
    faults: imports((one, { file }) => !isFile(one) || one.target.startsWith(`${memberOf(file)}/src/`)),
    planted: { file: "packages/cli/src/a.ts", code: importOf("../../quiz/src/grade.ts"), oxlint: restricted },
  },
  {
    claim: "nothing imports from an app",
    covers: () => true,
    faults: imports((one, { file }) => {
      const isApp = /^(?:reader|model-server)$/.test(packageOf(one.target)) || one.target.startsWith("apps/");
      return !isApp || (isFile(one) && memberOf(one.target) === memberOf(file));
    }),
    planted: { file: "packages/cli/src/b.ts", code: importOf("model-server"), oxlint: restricted },
  },
  {
    claim: "schema imports nothing but itself",
    covers: (file) => isIn("packages/schema/src")(file) && !isIn("packages/schema/src/zod")(file),
    faults: imports(isFile),
    planted: { file: "packages/schema/src/a.ts", code: importOf("zod/mini"), oxlint: restricted },
  },
  {
    claim: "the validators of schema import only schema and zod/mini",
    covers: isIn("packages/schema/src/zod"),
    faults: imports((one) => isFile(one) || one.target === "zod/mini"),
    planted: { file: "packages/schema/src/zod/a.ts", code: importOf("zod"), oxlint: restricted },
  },
  {
    claim: "of the packages, content imports only schema",
    covers: isIn("packages/content/src"),
    faults: ownPackages("@mlops/schema"),
    planted: { file: "packages/content/src/a.ts", code: importOf("@mlops/quiz"), oxlint: restricted },
  },
  {
    claim: "content needs Node only in src/node",
    covers: (file) => isIn("packages/content/src")(file) && !isIn("packages/content/src/node")(file),
    faults: imports((one) => isFile(one) || !one.target.startsWith("node:")),
    planted: { file: "packages/content/src/parse/e.ts", code: importOf("node:fs"), oxlint: restricted },
  },
  {
    claim: "nothing of content outside src/node imports from it",
    covers: (file) => isIn("packages/content/src")(file) && !isIn("packages/content/src/node")(file),
    faults: imports((one) => !one.target.startsWith("packages/content/src/node/")),
    planted: { file: "packages/content/src/parse/f.ts", code: importOf("../node/files.ts"), oxlint: undefined },
  },
  {
    claim: "of the packages, quiz imports only schema",
    covers: isIn(quiz),
    faults: ownPackages("@mlops/schema"),
    planted: { file: `${quiz}/express/a.ts`, code: importOf("@mlops/content"), oxlint: restricted },
  },
  {
    claim: "what grades, keeps and analyses quizzes imports no library and nothing of Node",
    covers: (file) => isIn(quiz)(file) && quizPeers(file) === undefined,
    faults: imports((one) => isFile(one) || isOwn(one)),
    planted: { file: `${quiz}/grading/a.ts`, code: importOf("node:crypto"), oxlint: restricted },
  },
  {
    claim: "of the schema, what grades, keeps and analyses quizzes imports only types",
    covers: (file) => isIn(quiz)(file) && quizPeers(file)?.schema !== true,
    faults: imports((one) => packageOf(one.target) !== "@mlops/schema" || one.kind === "type"),
    planted: { file: `${quiz}/grading/b.ts`, code: importOf("@mlops/schema"), oxlint: restricted },
  },
  {
    claim: "review, react, express and the SQLite store import no library but their own",
    covers: (file) => quizPeers(file) !== undefined,
    faults: imports((one, { file }) => isFile(one) || isOwn(one) || quizPeers(file)?.library.test(one.target) === true),
    planted: { file: `${quiz}/review/a.ts`, code: importOf("react"), oxlint: restricted },
  },
  {
    claim: "a folder of quiz imports only from those that it builds on",
    covers: (file) => quizFolder(file) !== undefined,
    faults: imports((one, { file }) => {
      const [from, to] = [quizFolder(file), quizFolder(one.target)];
      return !isFile(one) || from === to || to === undefined || (quizArrows[from ?? ""] ?? []).includes(to);
    }),
    planted: { file: `${quiz}/grading/c.ts`, code: importOf("../attempts/fold.ts"), oxlint: undefined },
  },
  {
    claim: "serve knows none of the other packages",
    covers: isIn(serve),
    faults: ownPackages(),
    planted: { file: `${serve}/predict/a.ts`, code: importOf("@mlops/schema"), oxlint: restricted },
  },
  {
    claim: "serve does not import Express, not even its types",
    covers: isIn(serve),
    faults: imports((one) => !/^express\b/.test(packageOf(one.target))),
    planted: { file: `${serve}/health/a.ts`, code: 'export type { Router } from "express";\n', oxlint: restricted },
  },
  {
    claim: "the core of serve imports only the core",
    covers: isIn(`${serve}/core`),
    faults: imports((one) => !isFile(one) || isIn(`${serve}/core`)(one.target)),
    planted: { file: `${serve}/core/http/a.ts`, code: importOf("../../predict/predict.ts"), oxlint: restricted },
  },
  {
    claim: "a feature of serve imports only the core and itself",
    covers: (file) => /^packages\/serve\/src\/(?!core\/)[^/]+\//.test(file),
    faults: imports((one, { file }) => {
      const feature = file.split("/").slice(0, 4).join("/");
      return !isFile(one) || isIn(feature)(one.target) || isIn(`${serve}/core`)(one.target);
    }),
    planted: { file: `${serve}/health/b.ts`, code: importOf("../metrics/metrics.ts"), oxlint: restricted },
  },
  {
    claim: "a feature of serve does not import what puts the features together",
    covers: (file) => /^packages\/serve\/src\/[^/]+\//.test(file),
    faults: imports((one) => !/^packages\/serve\/src\/[^/]+$/.test(one.target)),
    planted: { file: `${serve}/predict/b.ts`, code: importOf("../serve.ts"), oxlint: restricted },
  },
  {
    claim: "the client of serve imports nothing at run time but itself",
    covers: isIn(`${serve}/client`),
    faults: imports((one) => one.kind === "type" || isIn(`${serve}/client`)(one.target)),
    planted: { file: `${serve}/client/a.ts`, code: importOf("../core/clock.ts"), oxlint: undefined },
  },
  {
    claim: "the programs of the docs page import nothing but themselves",
    covers: isIn(`${serve}/docs/browser`),
    faults: imports((one) => isIn(`${serve}/docs/browser`)(one.target)),
    planted: { file: `${serve}/docs/browser/a.ts`, code: importOf("../html.ts"), oxlint: restricted },
  },
  {
    claim: "prom-client is used only in serve/src/metrics",
    covers: (file) => isIn(serve)(file) && !isIn(`${serve}/metrics`)(file),
    faults: imports((one) => packageOf(one.target) !== "prom-client"),
    planted: { file: `${serve}/c.ts`, code: importOf("prom-client"), oxlint: restricted },
  },
  {
    claim: "jose is used only in serve/src/auth/jwt",
    covers: (file) => isIn(serve)(file) && !isIn(`${serve}/auth/jwt`)(file),
    faults: imports((one) => packageOf(one.target) !== "jose"),
    planted: { file: `${serve}/auth/c.ts`, code: importOf("jose"), oxlint: restricted },
  },
  {
    claim: "csv-parse is used only in serve/src/protocols/mlflow",
    covers: (file) => isIn(serve)(file) && !isIn(`${serve}/protocols/mlflow`)(file),
    faults: imports((one) => packageOf(one.target) !== "csv-parse"),
    planted: { file: `${serve}/protocols/c.ts`, code: importOf("csv-parse/sync"), oxlint: undefined },
  },
  {
    claim: "of the packages, serve-onnx imports only serve",
    covers: isIn("packages/serve-onnx/src"),
    faults: ownPackages("@mlops/serve"),
    planted: { file: "packages/serve-onnx/src/writer/a.ts", code: importOf("@mlops/schema"), oxlint: restricted },
  },
  {
    claim: "serve-onnx loads onnxruntime-node only by a dynamic import in session.ts",
    covers: isIn("packages/serve-onnx/src"),
    faults: imports(
      (one, { file }) =>
        !one.target.startsWith("onnxruntime") ||
        (one.kind === "dynamic" && file === "packages/serve-onnx/src/session.ts"),
    ),
    planted: {
      file: "packages/serve-onnx/src/a.ts",
      code: 'export const runtime: unknown = await import("onnxruntime-node");\n',
      oxlint: restricted,
    },
  },
  {
    claim: "of the packages, serve-redis imports only serve",
    covers: isIn("packages/serve-redis/src"),
    faults: ownPackages("@mlops/serve"),
    planted: { file: "packages/serve-redis/src/a.ts", code: importOf("@mlops/serve-onnx"), oxlint: restricted },
  },
  {
    claim: "of the packages, serve-grpc imports only serve",
    covers: isIn("packages/serve-grpc/src"),
    faults: ownPackages("@mlops/serve"),
    planted: { file: "packages/serve-grpc/src/a.ts", code: importOf("@mlops/serve-redis"), oxlint: restricted },
  },
  {
    claim: "of protobuf, serve-grpc uses only the wire format, and it has no other library",
    covers: isIn("packages/serve-grpc/src"),
    faults: imports((one) => isFile(one) || isOwn(one) || /^(?:node:|@bufbuild\/protobuf\/wire$)/.test(one.target)),
    planted: { file: "packages/serve-grpc/src/b.ts", code: importOf("@bufbuild/protobuf"), oxlint: restricted },
  },
  {
    claim: "serve-redis takes its client from the caller",
    covers: isIn("packages/serve-redis/src"),
    faults: imports((one) => packageOf(one.target) !== "ioredis"),
    planted: { file: "packages/serve-redis/src/b.ts", code: importOf("ioredis"), oxlint: restricted },
  },
  {
    claim: "no package reads the environment; what runs a command hands it over",
    covers: isIn("packages"),
    faults: ({ readsEnvironment }) => (readsEnvironment ? ["process.env"] : []),
    planted: {
      file: "packages/content/src/b.ts",
      code: "export const level: unknown = process.env.LOG_LEVEL;\n",
      oxlint: "node(no-process-env)",
    },
  },
  {
    claim: "only the server of serve listens on a port, and the command that is called for that",
    covers: (file) => isIn("packages")(file) && !isIn(`${serve}/server`)(file) && !isIn("packages/cli/src/serve")(file),
    faults: ({ callsListen }) => (callsListen ? ["listen()"] : []),
    planted: {
      file: `${serve}/d.ts`,
      code: "export const open = (server: { listen(port: number): void }): void => server.listen(1);\n",
      oxlint: undefined,
    },
  },
  {
    claim: "every export is written out by its name",
    covers: () => true,
    faults: ({ exportsAll }) => (exportsAll ? ["export *"] : []),
    planted: { file: "packages/content/src/c.ts", code: 'export * from "./limits.ts";\n', oxlint: undefined },
  },
  {
    claim: "no module has a default export",
    covers: () => true,
    faults: ({ exportsDefault }) => (exportsDefault ? ["export default"] : []),
    planted: {
      file: "packages/content/src/d.ts",
      code: "export default 1;\n",
      oxlint: "import(no-default-export)",
    },
  },
];
