export { launchBrowser, skipReason, skipsBrowser } from "../../scripts/lib/browser.mjs";
