import type { HttpExchange, Reply } from "./exchange.ts";
import type { Access } from "./guard.ts";

/** One path with one method. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** Segments; one in braces takes any segment and gives it a name: `/models/{name}/predict`. */
  readonly path: string;
  readonly access: Access;
  handle(exchange: HttpExchange): Reply | Promise<Reply>;
}

/** A path found in a table of routes. */
export interface Match {
  /** The routes with this path, by method. */
  readonly routes: ReadonlyMap<string, Pick<Route, "access" | "handle">>;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the routes for a path. */
export type Router = (path: string) => Match | undefined;

/**
 * A table of routes. Paths are compared exactly: with case, without a trailing slash, each segment decoded once, so that
 * no other spelling of a path reaches a route.
 */
export function createRouter(routes: readonly Route[]): Router {
  const table = new Map<string, { pattern: readonly string[]; routes: Map<string, Route> }>();
  for (const route of routes) {
    const entry = table.get(route.path) ?? { pattern: route.path.split("/"), routes: new Map<string, Route>() };
    entry.routes.set(route.method, route);
    table.set(route.path, entry);
  }
  return (path) => {
    const exact = table.get(path);
    if (exact !== undefined && !path.includes("{")) return { routes: exact.routes, params: {} };
    const segments = path.split("/");
    for (const entry of table.values()) {
      const params = matchSegments(entry.pattern, segments);
      if (params !== undefined) return { routes: entry.routes, params };
    }
    return undefined;
  };
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined;
      continue;
    }
    const value = decodeSegment(segment);
    if (value === undefined || value === "") return undefined;
    params.push([part.slice(1, -1), value]);
  }
  return Object.fromEntries(params);
}

/** A segment of a path, decoded once; `undefined` where it is not well formed. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
