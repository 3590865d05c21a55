/// <reference lib="dom" />

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RequestListener } from "node:http";
import { AxeBuilder } from "@axe-core/playwright";
import express from "express";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import { auth, apiKeys, bearerTokens } from "@mlops/serve/auth";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { launchBrowser, skipReason, skipsBrowser } from "../../support/chromium.ts";

const hostile = `</script><img src=x onerror=alert(1)>"'&<!--`;
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const token = "c0ffee11-not-a-real-token-4f60a1c3e5b7";

const centimetres = (title: string): z.ZodType<number> => z.number().min(0).max(10).meta({ title, unit: "cm" });
const flowers = ["1", "2"].map((version) =>
  defineModel("flowers", {
    version,
    release: `${version}.0.0`,
    input: z
      .object({ sides: z.tuple([centimetres("length"), centimetres("width")]).meta({ description: "Of one petal." }) })
      .meta({ examples: [{ sides: [5.1, 3.5] }, { sides: [1, 2] }] }),
    output: z.object({ area: z.number(), version: z.string() }),
  }).predictOne(({ sides: [length, width] }) => ({ area: length * width, version })),
);
/** Gives back what it gets. */
const house = defineModel("house", {
  input: z
    .object({
      city: z.string().max(20).meta({ description: "Where it stands." }),
      rooms: z.int().min(1).max(20),
      garden: z.boolean(),
      heating: z.enum(["gas", "heat pump"]).optional(),
      tags: z.array(z.string().min(2)).max(3),
      owner: z.object({ name: z.string() }).optional(),
      price: z.union([z.number(), z.literal("unknown"), z.null()]),
      id: z.int().optional(),
    })
    .meta({ examples: [{ city: "Graz", rooms: 3, garden: true, heating: "gas", tags: ["quiet"], price: null }] }),
  output: z.object({ row: z.string() }),
}).predictOne((row) => ({ row: JSON.stringify(row) }));
const pixels = defineTensorModel("pixels", {
  inputs: { image: tensor("FP32", "batch", 8, 8) },
  outputs: { scores: { ...tensor("FP32", "batch", 3), labels: ["low", "middle", "high"] } },
}).predict((_inputs, { rowCount }) => ({ scores: new Float32Array(3 * rowCount).fill(0.5) }));
const attack = defineModel("attack", {
  input: z.object({
    [hostile]: z.string().meta({ title: hostile, description: hostile, examples: [hostile] }),
    label: z.enum([hostile, "b"]).meta({ examples: [hostile] }),
  }),
  output: z.object({ said: z.string() }),
}).predictOne((row) => ({ said: `${row.label}${row[hostile] ?? ""}` }));

interface Served extends AsyncDisposable {
  readonly url: string;
}

async function listen(handler: RequestListener): Promise<Served> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(skipsBrowser)(`the docs page in a browser${skipReason}`, () => {
  let browser: Browser;
  let open: Served;
  let guarded: Served;

  beforeAll(async () => {
    const api = serve([...flowers, house, pixels, attack], {
      labels: { flowers: { stable: "1" } },
      openapi: { title: `Models ${hostile}`, description: `Two lines.\n${hostile}` },
      protocols: [tensorflow()],
    });
    const methods = [bearerTokens([{ id: "a", token }]), apiKeys({ keys: [{ id: "b", sha256: "ab".repeat(32) }] })];
    const locked = serve(flowers, { auth: auth({ methods }), docs: { requireAuth: false } });
    await Promise.all([api.ready(), locked.ready()]);
    open = await listen(express().use("/ml", api));
    guarded = await listen(locked);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await open[Symbol.asyncDispose]();
    await guarded[Symbol.asyncDispose]();
  });

  interface Opened extends AsyncDisposable {
    readonly page: Page;
    /** What the page has asked for, as `GET http://…`. */
    readonly asked: string[];
    /** What it has printed or done that it must not. */
    readonly faults: string[];
  }

  /** A page that fails the test when it breaks its own policy, prints or throws; refused predictions are printed. */
  async function visit(options: BrowserContextOptions = {}, url = `${open.url}/ml/docs`): Promise<Opened> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => {
      if (!/status of 4\d\d/.test(message.text())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("dialog", (dialog) => {
      faults.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => asked.push(`${request.method()} ${request.url()}`));
    await page.goto(url);
    if (options.javaScriptEnabled !== false) await page.locator("html[data-ready]").waitFor();
    return {
      page,
      asked,
      faults,
      async [Symbol.asyncDispose]() {
        await context.close();
        expect(faults).toEqual([]);
      },
    };
  }

  const openAll = (page: Page): Promise<void> =>
    page.locator("details").evaluateAll((all) => {
      for (const one of all) one.setAttribute("open", "");
    });
  const formOf = (page: Page, model: string, version = "1"): Locator =>
    page.getByRole("form", { name: `Try ${model}, version ${version}`, exact: true });
  const jsonOf = async (form: Locator): Promise<unknown> => JSON.parse(await form.locator(".editor").inputValue());
  const hasFocus = (locator: Locator): Promise<boolean> => locator.evaluate((node) => node === document.activeElement);

  /** Sends, and gives what the status says. */
  async function send(form: Locator): Promise<string> {
    await form.getByRole("button", { name: "Send" }).click();
    await form
      .getByRole("status")
      .filter({ hasText: /^\d{3} |could not/ })
      .waitFor();
    return form.getByRole("status").innerText();
  }

  async function tabTo(page: Page, target: Locator): Promise<void> {
    for (let presses = 0; presses < 150; presses += 1) {
      if (await hasFocus(target)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Not reached with the keyboard: ${String(target)}`);
  }

  it("asks nobody but its own server, under its own path", async () => {
    await using opened = await visit();
    await send(formOf(opened.page, "flowers", "2"));
    const paths = opened.asked.map((one) => one.replace(open.url, ""));
    expect(
      paths.filter((one) => !/^(?:GET \/ml\/docs(?:\/[\w.-]+)?|POST \/ml\/models\/flowers\/predict)$/.test(one)),
    ).toEqual([]);
    expect(paths).toContain("GET /ml/docs/page.js");
    expect(paths).toContain("POST /ml/models/flowers/predict");
  });

  it("lets no program run that is not its own", async () => {
    const opened = await visit();
    const { page, faults } = opened;
    const broken = await page.evaluate(async () => {
      const directives: string[] = [];
      const all = new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => {
          directives.push(event.effectiveDirective);
          if (directives.length === 4) resolve(directives);
        });
      });
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      const box = document.createElement("div");
      box.setAttribute("style", "color: red");
      const image = new Image();
      image.src = "https://example.org/x.png";
      document.body.append(script, box, image);
      await fetch("https://example.org/").catch(() => {});
      await all;
      return directives.toSorted();
    });
    expect(broken).toEqual(["connect-src", "img-src", "script-src-elem", "style-src-attr"]);
    expect(await page.title()).not.toBe("taken");
    expect(faults.length).toBeGreaterThan(0);
    faults.length = 0;
    await opened[Symbol.asyncDispose]();
  });

  it.each<[string, BrowserContextOptions, string | undefined]>([
    ["light", { colorScheme: "light" }, undefined],
    ["dark", { colorScheme: "dark" }, undefined],
    ["dark where the system is light", { colorScheme: "light" }, "dark"],
    ["light where the system is dark", { colorScheme: "dark" }, "light"],
    ["a phone of 320 pixels", { viewport: { width: 320, height: 640 } }, undefined],
  ])("has no fault of accessibility: %s", { timeout: 120_000 }, async (_what, options, theme) => {
    await using opened = await visit(options);
    const { page } = opened;
    if (theme !== undefined) await page.getByLabel("Theme").selectOption(theme);
    const scheme = theme ?? options.colorScheme ?? "light";
    const background = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(background).toBe(scheme === "dark" ? "rgb(18, 21, 26)" : "rgb(246, 247, 249)");
    const form = formOf(page, "house");
    await form.getByLabel("rooms").fill("99");
    expect(await send(form)).toMatch(/^422 /);
    await send(formOf(page, "flowers", "2"));
    await formOf(page, "pixels").locator(".editor").fill("{");
    await openAll(page);
    const axe = new AxeBuilder({ page });
    // A theme that was chosen changes nothing but the colours.
    const { violations, passes } = await (
      theme === undefined ? axe.withTags(tags) : axe.withRules("color-contrast")
    ).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
  });

  it("is as wide as its window on a phone of 320 pixels, with everything open", async () => {
    await using opened = await visit({ viewport: { width: 320, height: 640 } });
    const { page } = opened;
    await send(formOf(page, "house"));
    await openAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });

  it("is filled in, sent and read with the keyboard alone", async () => {
    await using opened = await visit();
    const { page } = opened;
    const form = formOf(page, "house");
    await tabTo(page, form.getByLabel("city"));
    const ring = await form.getByLabel("city").evaluate((input) => getComputedStyle(input).outlineStyle);
    expect(ring).toBe("solid");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Wien");
    await tabTo(page, form.getByLabel("rooms"));
    await page.keyboard.press("ArrowUp");
    await tabTo(page, form.getByLabel("garden"));
    await page.keyboard.press("Space");
    await tabTo(page, form.getByLabel("heating"));
    await page.keyboard.type("heat");
    await tabTo(page, form.getByRole("button", { name: "Add an item" }));
    await page.keyboard.press("Enter");
    expect(await hasFocus(form.getByRole("textbox", { name: "Item 2" }))).toBe(true);
    await page.keyboard.type("sunny");
    await tabTo(page, form.getByRole("button", { name: "Send" }));
    const status = form.getByRole("status");
    // What is announced has to be there before.
    await status.evaluate((node) => {
      node.dataset["before"] = "true";
    });
    await page.keyboard.press("Enter");
    await status.getByText(/^200 OK · [\d.]+ ms$/).waitFor();
    expect(await status.getAttribute("data-before")).toBe("true");
    await tabTo(page, form.getByLabel("The answer's body"));
    const { row } = JSON.parse(await form.getByLabel("The answer's body").innerText()) as { row: string };
    expect(JSON.parse(row)).toEqual({
      city: "Wien",
      rooms: 4,
      garden: false,
      heating: "heat pump",
      tags: ["quiet", "sunny"],
      price: null,
    });
  });

  it("keeps form and JSON in step, and says what the form cannot show", async () => {
    await using opened = await visit();
    const form = formOf(opened.page, "house");
    const view = (name: string): Promise<void> => form.getByRole("radio", { name }).check();
    await form.getByLabel("heating").selectOption("left out");
    await form.getByLabel("id").fill("9007199254740993");
    await form.getByLabel("Kind of price").selectOption('"unknown"');
    await form.getByLabel("owner").check();
    await form.getByLabel("name").fill("A\nB");
    await view("JSON");
    const editor = form.getByLabel("Body as JSON");
    expect(await editor.inputValue()).toContain('"id": 9007199254740993');
    expect(await jsonOf(form)).toMatchObject({ price: "unknown", owner: { name: "A\nB" } });
    expect(await jsonOf(form)).not.toHaveProperty("heating");

    await editor.fill(
      '{"city":"Linz","rooms":7,"garden":true,"tags":["ab","cd"],"price":12.5,"id":12345678901234567890}',
    );
    await view("Form");
    expect(await form.getByLabel("city").inputValue()).toBe("Linz");
    expect(await form.getByLabel("rooms").inputValue()).toBe("7");
    expect(await form.getByRole("textbox", { name: "Item 2" }).inputValue()).toBe("cd");
    expect(await form.getByLabel("Kind of price").locator("option:checked").innerText()).toBe("number");
    expect(await form.getByLabel("id").inputValue()).toBe("12345678901234567890");
    expect(await form.getByLabel("owner").isChecked()).toBe(false);
    await form.getByRole("button", { name: "Remove item 1" }).click();
    expect(await hasFocus(form.getByRole("textbox", { name: "Item 1" }))).toBe(true);
    expect(await jsonOf(form)).toMatchObject({ city: "Linz", tags: ["cd"] });
    await form.getByRole("button", { name: "Remove item 1" }).click();
    expect(await hasFocus(form.getByRole("button", { name: "Add an item" }))).toBe(true);

    for (const [text, note] of [
      ['{"city":"Linz","more":1}', /^This JSON has values that the form cannot show/],
      ['{"city":', /^This is not JSON yet/],
    ] as const) {
      await view("JSON");
      await editor.fill(text);
      await form.locator(".note").getByText(note).waitFor();
      // It is sent as it stands.
      expect(await send(form)).toMatch(/^4\d\d /);
    }
    await form.getByRole("button", { name: "Example" }).click();
    expect(await form.locator(".note").isHidden()).toBe(true);
    expect(await jsonOf(form)).toMatchObject({ city: "Graz", price: null });
  });

  it("says what is wrong at the field, and goes there", async () => {
    await using opened = await visit();
    const form = formOf(opened.page, "house");
    const rooms = form.getByLabel("rooms");
    await rooms.fill("21");
    await form.getByRole("textbox", { name: "Item 1" }).fill("x");
    await form.getByLabel("city").fill("x".repeat(21));
    expect(await send(form)).toMatch(/^422 The input does not fit the model's contract · /);
    const faultOf = (input: Locator): Promise<string> =>
      input.evaluate((node) => {
        const ids = node.getAttribute("aria-describedby")?.split(" ") ?? [];
        return document.getElementById(ids.at(-1) ?? "")?.textContent ?? "";
      });
    for (const [input, fault] of [
      [form.getByLabel("city"), "Expected at most 20 characters."],
      [rooms, "Expected at most 20."],
      [form.getByRole("textbox", { name: "Item 1" }), "Expected at least 2 characters."],
    ] as const) {
      expect([await input.getAttribute("aria-invalid"), await faultOf(input)]).toEqual(["true", fault]);
    }
    expect(await hasFocus(form.getByLabel("city"))).toBe(true);
    await form.getByLabel("city").fill("Wien");
    await rooms.fill("20");
    await form.getByRole("textbox", { name: "Item 1" }).fill("xy");
    expect(await send(form)).toMatch(/^200 OK/);
    expect(await form.locator("[aria-invalid=true]").count()).toBe(0);
    await rooms.fill("");
    expect(await send(form)).toMatch(/^422 /);
    expect(await hasFocus(rooms)).toBe(true);
  });

  it("asks each version at its own route, and fills in one example after the other", async () => {
    await using opened = await visit();
    const { page, asked } = opened;
    await page.getByText("Version 1", { exact: true }).first().click();
    const form = formOf(page, "flowers", "1");
    await form.getByRole("button", { name: "Example" }).click();
    await form.getByRole("button", { name: "Example" }).click();
    expect(await jsonOf(form)).toEqual({ sides: [1, 2] });
    await send(form);
    expect(JSON.parse(await form.getByLabel("The answer's body").innerText())).toEqual({ area: 2, version: "1" });
    expect(asked.at(-1)).toBe(`POST ${open.url}/ml/models/flowers/versions/1/predict`);
    await form.getByRole("button", { name: "Clear" }).click();
    expect(await jsonOf(form)).toEqual({ sides: [0, 0] });
    expect(await form.getByLabel("The answer's body").count()).toBe(0);
  });

  it("asks tensor models by JSON that has their shape", async () => {
    await using opened = await visit();
    const form = formOf(opened.page, "pixels");
    expect(await form.getByLabel("Body as JSON").isVisible()).toBe(true);
    expect(await jsonOf(form)).toEqual({ image: Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => 0)) });
    expect(await send(form)).toMatch(/^200 OK/);
    expect(JSON.parse(await form.getByLabel("The answer's body").innerText())).toEqual({ scores: [0.5, 0.5, 0.5] });
  });

  it("shows where the time went, and the headers both ways", async () => {
    await using opened = await visit();
    const form = formOf(opened.page, "flowers", "2");
    await send(form);
    const table = form.getByRole("table", { name: "Where the time went" });
    const stages = await table.getByRole("rowheader").allInnerTexts();
    expect(stages.toSorted()).toEqual([
      "Check the input",
      "Network and the rest",
      "Predict",
      "Read the body",
      "Wait for its turn",
      "Write the answer",
    ]);
    const bars = await table.locator(".bar").evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
    expect([bars.length, bars.every((width) => width > 0)]).toEqual([6, true]);
    await form.getByText("Headers", { exact: true }).click();
    expect(await form.getByLabel("Sent headers").innerText()).toBe("content-type: application/json");
    expect(await form.getByLabel("Received headers").innerText()).toMatch(/^x-model-version: 2$/m);
  });

  it("keeps credentials nowhere but in their input", async () => {
    await using opened = await visit({}, `${guarded.url}/docs`);
    const { page } = opened;
    const form = formOf(page, "flowers", "2");
    expect(await send(form)).toMatch(/^401 /);
    await page.getByLabel("Credentials", { exact: true }).fill(token);
    expect(await send(form)).toMatch(/^200 OK/);
    await form.getByText("Headers", { exact: true }).click();
    expect(await form.getByLabel("Sent headers").innerText()).toContain("authorization: Bearer ••••••");
    await form.getByText("As a program").click();
    for (const language of ["curl", "fetch", "Python"]) {
      await form.getByRole("radio", { name: language }).check();
      expect(await form.getByLabel("Program").innerText()).toContain("MODEL_TOKEN");
    }
    const kept = await page.evaluate(async () => [
      document.documentElement.outerHTML,
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      document.cookie,
      location.href,
      String((await indexedDB.databases()).length + (await caches.keys()).length),
    ]);
    expect(kept.filter((text) => text.includes(token))).toEqual([]);
    expect(kept.at(-1)).toBe("0");
    await page.getByLabel("Kind of credentials").selectOption("Key (x-api-key)");
    expect(await send(form)).toMatch(/^401 /);
    expect(await form.getByLabel("Program").innerText()).toContain("x-api-key");
    await page.reload();
    await page.locator("html[data-ready]").waitFor();
    expect(await page.getByLabel("Credentials", { exact: true }).inputValue()).toBe("");
  });

  it("copies a program as it is shown", async () => {
    await using opened = await visit({ permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = opened;
    const form = formOf(page, "attack");
    await form.getByText("As a program").click();
    await form.getByRole("radio", { name: "Python" }).check();
    await form.getByRole("button", { name: "Copy" }).click();
    await form.getByRole("status").getByText("Copied.").waitFor();
    const shown = await form.getByLabel("Program").evaluate((node) => node.textContent);
    expect(shown).toContain("urllib.request");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  });

  it("shows hostile texts of contracts and answers as texts", async () => {
    await using opened = await visit();
    const { page } = opened;
    const form = formOf(page, "attack");
    expect(await send(form)).toMatch(/^200 OK/);
    const answer = JSON.parse(await form.getByLabel("The answer's body").innerText()) as { said: string };
    expect(answer.said).toBe(hostile + hostile);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(`Models ${hostile}`);
    expect(await form.getByLabel(hostile).first().inputValue()).toBe(hostile);
  });

  it("remembers the theme, and moves nothing for those who want no motion", async () => {
    await using opened = await visit({ reducedMotion: "reduce" });
    const { page } = opened;
    await page.getByLabel("Theme").selectOption("dark");
    await page.reload();
    await page.locator("html[data-ready]").waitFor();
    expect(await page.getByLabel("Theme").inputValue()).toBe("dark");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("auto");
    await using other = await visit({ reducedMotion: "no-preference" });
    expect(await other.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("smooth");
  });

  it("can be read without programs", async () => {
    await using opened = await visit({ javaScriptEnabled: false });
    const { page } = opened;
    const model = page.getByRole("region", { name: "house" });
    expect((await model.innerText()).replaceAll(/\s+/g, " ")).toContain("rooms whole number 1 to 20");
    expect(await page.locator("form, .settings > *").count()).toBe(0);
    await page.getByText("TensorFlow Serving").click();
    expect(await page.getByText("/v1/models/{model}:predict").isVisible()).toBe(true);
  });

  it("says that the server cannot be reached", async () => {
    await using opened = await visit();
    const { page, faults } = opened;
    await page.context().setOffline(true);
    expect(await send(formOf(page, "flowers", "2"))).toBe("The server could not be reached.");
    expect(faults.splice(0)).toEqual(["Failed to load resource: net::ERR_INTERNET_DISCONNECTED"]);
  });
});
