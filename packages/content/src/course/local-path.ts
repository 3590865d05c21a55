/** What a link in a lesson leads to. */
export interface LocalTarget {
  /** Relative to the folder of the course, with slashes; starts with `..` where it leads out of it. */
  path: string;
  fragment: string;
}

/** The file that a link leads to, and the part of it; `undefined` for other sites, paths of this one, and pages. */
export function localPath(url: string, from: string): LocalTarget | undefined {
  if (url === "" || url.startsWith("#") || url.startsWith("/") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(url)) {
    return undefined;
  }
  const [beforeHash = "", fragment = ""] = url.split("#", 2);
  const path = decoded(beforeHash.replace(/\?.*$/s, ""));
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return { path: parts.join("/"), fragment: decoded(fragment) };
}

/** Without percent-encoding; as it is where that is faulty. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
