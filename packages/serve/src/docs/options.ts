/** For whom a page is there: connections to a loopback address of this machine, everybody, or nobody. */
export type DocsExposure = "loopback" | "always" | "never";

/** Who may read the page. */
export interface DocsOptions {
  /** @default "loopback" */
  readonly exposure?: DocsExposure | undefined;
  /**
   * Whether the page asks for credentials of the scope `metadata` where the server has `auth`. Browsers send none when
   * they open a page: without this, everybody whom the exposure lets in reads the contracts, and predictions still need
   * credentials.
   *
   * @default true
   */
  readonly requireAuth?: boolean | undefined;
}

/** The options with nothing left open. */
export interface ResolvedDocs {
  readonly exposure: DocsExposure;
  readonly requireAuth: boolean;
}

/** The options with their defaults; an exposure may stand alone. */
export function resolveDocs(docs: DocsExposure | DocsOptions | undefined): ResolvedDocs {
  const { exposure = "loopback", requireAuth = true } = typeof docs === "object" ? docs : { exposure: docs };
  return { exposure, requireAuth };
}
