import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { BrowserContext } from "playwright-core";

/** A browser on a profile that stays when it ends. */
export interface Profile extends AsyncDisposable {
  readonly context: BrowserContext;
  /** Ends the browser with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts a browser, as `launchBrowser` does, on the profile in a folder. */
export async function launchProfile(folder: string): Promise<Profile> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: [process.env["CHROMIUM_PATH"] ?? "", ...usualPaths].find((path) => existsSync(path)) ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const browser = context.browser();
  if (browser === null) throw new Error("The profile has no browser");
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const pid = processInfo.find(({ type }) => type === "browser")?.id;
  if (pid === undefined) throw new Error("The browser has no process");
  return {
    context,
    async kill() {
      const isGone = new Promise((resolve) => browser.once("disconnected", resolve));
      process.kill(pid, "SIGKILL");
      await isGone;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
