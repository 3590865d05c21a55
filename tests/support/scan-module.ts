import { posix } from "node:path";
import { parseSync, Visitor } from "vite";

/** One place in a module where another one is named. */
export interface Import {
  specifier: string;
  /** What is named: a file from the root of the workspace for a relative specifier, else the specifier itself. */
  target: string;
  /** `type`: gone after compiling. `dynamic`: `import(…)`. */
  kind: "value" | "type" | "dynamic";
}

/** What the fences want to know of a module. */
export interface Module {
  /** From the root of the workspace. */
  file: string;
  imports: Import[];
  readsEnvironment: boolean;
  callsListen: boolean;
  exportsAll: boolean;
  exportsDefault: boolean;
}

/**
 * Reads a module with a real parser.
 *
 * @param file - Its path from the root of the workspace; relative specifiers are resolved against it.
 * @throws Error when the code does not parse.
 */
export function scanModule(file: string, code: string): Module {
  const { program, errors } = parseSync(file, code);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const module: Module = {
    file,
    imports: [],
    readsEnvironment: false,
    callsListen: false,
    exportsAll: false,
    exportsDefault: false,
  };
  const add = (specifier: string, kind: Import["kind"]): void => {
    const isRelative = specifier.startsWith(".") || specifier.startsWith("/");
    const target = isRelative ? posix.join(posix.dirname(file), specifier) : specifier;
    module.imports.push({ specifier, target, kind });
  };
  new Visitor({
    ImportDeclaration({ source, importKind, specifiers }) {
      const isType =
        importKind === "type" ||
        (specifiers.length > 0 &&
          specifiers.every((one) => one.type === "ImportSpecifier" && one.importKind === "type"));
      add(source.value, isType ? "type" : "value");
      if (/^(?:node:)?process$/.test(source.value)) module.readsEnvironment = true;
    },
    ExportNamedDeclaration({ source, exportKind, specifiers }) {
      if (source === null) return;
      const isType =
        exportKind === "type" || (specifiers.length > 0 && specifiers.every((one) => one.exportKind === "type"));
      add(source.value, isType ? "type" : "value");
    },
    ExportAllDeclaration({ source, exportKind }) {
      add(source.value, exportKind === "type" ? "type" : "value");
      module.exportsAll = true;
    },
    ExportDefaultDeclaration() {
      module.exportsDefault = true;
    },
    ImportExpression({ source }) {
      const isText = source.type === "Literal" && typeof source.value === "string";
      if (!isText) throw new Error(`${file}: import() of something that is not a plain string`);
      add(source.value, "dynamic");
    },
    TSImportType({ source }) {
      add(source.value, "type");
    },
    TSImportEqualsDeclaration({ moduleReference }) {
      if (moduleReference.type === "TSExternalModuleReference") add(moduleReference.expression.value, "value");
    },
    MemberExpression({ object, property, computed }) {
      const isProcess =
        (object.type === "Identifier" && object.name === "process") ||
        (object.type === "MemberExpression" && !object.computed && object.property.name === "process");
      const name = !computed && property.type === "Identifier" ? property.name : undefined;
      const text = property.type === "Literal" ? property.value : undefined;
      if (isProcess && (name === "env" || text === "env")) module.readsEnvironment = true;
    },
    VariableDeclarator({ id, init }) {
      if (init?.type !== "Identifier" || init.name !== "process" || id.type !== "ObjectPattern") return;
      const names = id.properties.map((one) =>
        one.type === "Property" && one.key.type === "Identifier" ? one.key.name : "",
      );
      if (names.includes("env")) module.readsEnvironment = true;
    },
    CallExpression({ callee }) {
      if (callee.type !== "MemberExpression" || callee.computed) return;
      if (callee.property.type === "Identifier" && callee.property.name === "listen") module.callsListen = true;
    },
  }).visit(program);
  return module;
}
