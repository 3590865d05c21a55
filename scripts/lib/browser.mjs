import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of this machine: `CHROMIUM_PATH`, or the first one at a usual place. */
const chromiumPath = [process.env["CHROMIUM_PATH"] ?? "", ...usualPaths].find((path) => existsSync(path));

/** Whether tests that need a browser are left out. Never under CI: there a missing browser is a failure. */
export const skipsBrowser = chromiumPath === undefined && process.env["CI"] === undefined;

/** What the title of a group of browser tests ends with when they are left out. */
export const skipReason = skipsBrowser ? " (left out: no Chromium on this machine; CHROMIUM_PATH names one)" : "";

/** How a browser is started that asks nothing of the network by itself. */
export function launchOptions() {
  if (chromiumPath === undefined) {
    throw new Error(`No Chromium: set CHROMIUM_PATH, or install one at ${usualPaths.join(" or ")}`);
  }
  return {
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

/** Starts a browser with those options. */
export function launchBrowser() {
  return chromium.launch(launchOptions());
}
