import type { Browser } from "playwright-core";

/** Whether tests that need a browser are left out. Never under CI: there a missing browser is a failure. */
export declare const skipsBrowser: boolean;
/** What the title of a group of browser tests ends with when they are left out. */
export declare const skipReason: string;
/** How a browser is started that asks nothing of the network by itself. */
export declare function launchOptions(): { executablePath: string; args: string[] };
/** Starts a browser with those options. */
export declare function launchBrowser(): Promise<Browser>;
