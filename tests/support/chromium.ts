export { launchBrowser, launchOptions, skipReason, skipsBrowser } from "../../scripts/lib/browser.mjs";
