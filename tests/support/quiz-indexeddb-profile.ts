import { chromium } from "playwright-core";
import type { BrowserContext } from "playwright-core";
import { launchOptions } from "./chromium.ts";

/** A browser on a profile that stays when it ends. */
export interface Profile extends AsyncDisposable {
  readonly context: BrowserContext;
  /** Ends the browser with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a browser, as `launchBrowser` does, on the profile in a folder. */
export async function launchProfile(folder: string): Promise<Profile> {
  const context = await chromium.launchPersistentContext(folder, launchOptions());
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
