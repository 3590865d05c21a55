/// <reference lib="dom" />

import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runApps } from "../../support/apps.ts";
import type { RunningApps } from "../../support/apps.ts";
import { launchBrowser, skipReason, skipsBrowser } from "../../support/chromium.ts";

const lesson = "/serving-a-model";

describe.skipIf(skipsBrowser)(`the reader in a browser${skipReason}`, () => {
  let apps: RunningApps;
  let browser: Browser;

  beforeAll(async () => {
    apps = await runApps();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await apps[Symbol.asyncDispose]();
  });

  /** A page that fails the test when it prints an error or throws one. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<AsyncDisposable & { page: Page }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(apps.readerUrl + path);
    return {
      page,
      async [Symbol.asyncDispose]() {
        await context.close();
        expect(faults).toEqual([]);
      },
    };
  }

  const question = (page: Page, text: string): ReturnType<Page["locator"]> =>
    page.locator("form.question").filter({ hasText: text });

  it("leads from the start page through a lesson with previous and next", async () => {
    await using opened = await open("/");
    const { page } = opened;
    await page.getByRole("link", { name: "Start: Serving a model" }).click();
    await page.getByRole("heading", { level: 1, name: "A model is a function with an address" }).waitFor();
    await page.getByRole("link", { name: "Next" }).click();
    await page.getByRole("heading", { level: 1, name: "The contract comes first" }).waitFor();
    expect(await page.title()).toBe("The contract comes first · Serving a model");
    expect(await page.locator("[aria-current=page]").innerText()).toBe("The contract comes first");
    await page.getByRole("link", { name: "Previous" }).click();
    await page.getByRole("heading", { level: 1, name: "A model is a function with an address" }).waitFor();
    expect(await page.getByRole("link", { name: "Previous" }).count()).toBe(0);
  });

  it("tells a right answer from a wrong one and from none, with the explanation, and counts the points", async () => {
    await using opened = await open(`${lesson}/check-yourself/`);
    const { page } = opened;
    const pattern = question(page, "Which pattern fits?");

    await pattern.getByRole("button", { name: "Check answer" }).click();
    await pattern.getByText("Choose an answer first.").waitFor();
    expect(await pattern.getByText("The last click matters").count()).toBe(0);

    await pattern.getByRole("radio", { name: "Batch" }).check();
    await pattern.getByRole("button", { name: "Check answer" }).click();
    await pattern.getByText("Not right.").waitFor();
    expect(await pattern.getByRole("status").innerText()).toContain("The last click matters");
    expect(await page.locator(".score").innerText()).toBe("0 of 4 points");

    await pattern.getByRole("button", { name: "Try again" }).click();
    await pattern.getByRole("radio", { name: "Real-time" }).check();
    await pattern.getByRole("button", { name: "Check answer" }).click();
    await pattern.locator("[data-status=correct]").getByText("Right.").waitFor();
    expect(await page.locator(".score").innerText()).toBe("1 of 4 points");
    expect(await pattern.getByRole("radio", { name: "Real-time" }).isDisabled()).toBe(true);
  });

  it("can be answered with the keyboard alone, and moves the focus to the result", async () => {
    await using opened = await open(`${lesson}/check-yourself/`);
    const { page } = opened;
    const histogram = question(page, "Why is latency kept as a histogram");
    await histogram.getByRole("radio").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await histogram.locator("[data-status=correct]").getByText("Right.").waitFor();
    expect(await histogram.getByRole("status").evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("gets a prediction from the model and shows how sure it is and how long it took", async () => {
    await using opened = await open(`${lesson}/ask-the-model/`);
    const { page } = opened;
    await page.getByRole("button", { name: "Ask the model" }).click();
    await page.getByText(/^Answered in \d+\.\d ms$/).waitFor();
    expect(await page.locator(".lab-result").innerText()).toMatch(/^setosa\s+99\.\d % confident/);

    await page.getByLabel("Petal length").fill("4.5");
    await page.getByLabel("Petal width").fill("1.4");
    await page.getByRole("button", { name: "Ask the model" }).click();
    await page.locator(".prediction").getByText("versicolor").waitFor();

    const metrics = await (await fetch(`${apps.modelServerUrl}/metrics`)).text();
    expect(metrics).toMatch(/^predictions_total\{model="iris",version="1",outcome="ok"\} [1-9]\d*$/m);
  });

  it("shows which number the model's contract refuses, and why", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${apps.readerUrl}${lesson}/ask-the-model/`);
    await page.getByLabel("Sepal width").fill("");
    await page.getByLabel("Petal width").fill("-1");
    await page.getByRole("button", { name: "Ask the model" }).click();
    await page.getByText("/features/1: expected number, received null").waitFor();
    await page.getByText("/features/3: expected at least 0, received integer").waitFor();
    await context.close();
  });

  it("shows the text of every page, and the questions, with scripts off", async () => {
    await using opened = await open(`${lesson}/check-yourself/`, { javaScriptEnabled: false });
    const { page } = opened;
    await page.getByText("What does GET /ready say?").waitFor();
    expect(await page.getByRole("radio").count()).toBe(13);
    expect(await page.getByText("scripts switched off").isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Check answer" }).first().isVisible()).toBe(false);
    await page.getByRole("link", { name: "Previous" }).click();
    await page.getByText("A server that says").waitFor();
  });

  it("runs no script and no style that is not its own", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(apps.readerUrl);
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      const styleIsRefused = new Promise<void>((resolve) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
          violations.push(effectiveDirective);
          if (effectiveDirective === "style-src-attr") resolve();
        });
      });
      const script = document.createElement("script");
      document.body.append(script);
      try {
        script.textContent = "window.planted = true";
      } catch {
        violations.push("trusted-types");
      }
      document.body.setAttribute("style", "color: red");
      await styleIsRefused;
      return { violations, planted: "planted" in window };
    });
    expect(blocked.planted).toBe(false);
    expect(blocked.violations).toEqual(expect.arrayContaining(["trusted-types", "style-src-attr"]));
    await context.close();
  });

  describe.each([
    ["a phone", { width: 390, height: 844 }],
    ["a desktop", { width: 1280, height: 900 }],
  ])("on %s", (_device, viewport) => {
    it.each(["light", "dark"] as const)(
      "has no accessibility fault and no sideways scrolling, %s",
      async (colorScheme) => {
        const pages = [
          "a-model-is-a-function-with-an-address",
          "ask-the-model",
          "when-it-goes-wrong",
          "check-yourself",
        ];
        for (const path of ["/", ...pages.map((id) => `${lesson}/${id}/`)]) {
          await using opened = await open(path, { viewport, colorScheme });
          const { page } = opened;
          if (path.includes("check-yourself")) {
            const missing = question(page, "The iris model gets this body");
            await missing.getByRole("radio").first().check();
            await missing.getByRole("button", { name: "Check answer" }).click();
            await missing.getByText("Not right.").waitFor();
          }
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [path, id, nodes.map((node) => node.target)])).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect([path, overflow]).toEqual([path, 0]);
        }
      },
    );
  });
});
