/// <reference lib="dom" />

import { AxeBuilder } from "@axe-core/playwright";
import { split } from "@mlops/schema";
import type { Question } from "@mlops/schema";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { freshProgress } from "@mlops/quiz/react";
import type { QuestionProgress, QuizEvent, QuizProgress } from "@mlops/quiz/react";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, skipReason, skipsBrowser } from "../../support/chromium.ts";
import { everyKind, wrongAnswer } from "../../support/quiz-react-quiz.ts";
import { serveQuizzes } from "../../support/quiz-react-server.tsx";
import type { QuizServer } from "../../support/quiz-react-server.tsx";

const quiz = everyKind();
const first = { ...quiz, questions: quiz.questions.slice(0, 3) };
/** The whole quiz with the same said of every question. */
const all = (of: (question: Question) => Partial<QuestionProgress>): QuizProgress => ({
  round: 0,
  questions: Object.fromEntries(quiz.questions.map((question) => [question.id, { ...freshProgress, ...of(question) }])),
});
const tried = (question: Question): Partial<QuestionProgress> => {
  const response = wrongAnswer(question);
  return { response, tries: [{ response }] };
};

describe.skipIf(skipsBrowser)(`the React user interface of quizzes${skipReason}`, () => {
  let server: QuizServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await serveQuizzes(
      {
        practice: { show: "practice", quizzes: [{ quiz }] },
        two: {
          show: "practice",
          quizzes: [
            { quiz: first, seed: "one" },
            { quiz: { ...first, title: quiz.intro }, seed: "other" },
          ],
        },
        counted: { show: "practice", quizzes: [{ quiz: first, attemptPolicy: { type: "interactive" } }] },
        sure: { show: "practice", quizzes: [{ quiz: first, policy: "cbm" }] },
        unanswered: { show: "practice", quizzes: [{ quiz, initial: all(() => ({ problem: "unanswered" })) }] },
        wrong: { show: "practice", quizzes: [{ quiz, initial: all(tried) }] },
        done: { show: "practice", quizzes: [{ quiz, initial: all((one) => ({ ...tried(one), gaveUp: true })) }] },
        own: { show: "own", questions: quiz.questions.slice(0, 1) },
        exam: { show: "exam", questions: quiz.questions.map((question) => split(question).public) },
        review: { show: "review", questions: quiz.questions, responses: {} },
      },
      quiz.questions,
    );
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });

  /** A page that fails the test when it prints an error or a warning, or throws: hydration that differs does. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<AsyncDisposable & { page: Page }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${server.url}/${path}`);
    if (options.javaScriptEnabled !== false) await page.locator("html[data-ready]").waitFor();
    return {
      page,
      async [Symbol.asyncDispose]() {
        await context.close();
        expect(faults).toEqual([]);
      },
    };
  }

  const questionOf = (page: Page, id: string, place = 0): Locator =>
    page
      .locator(".quiz")
      .nth(place)
      .locator(".quiz-questions > li")
      .nth(quiz.questions.findIndex((one) => one.id === id));
  const hasFocus = (locator: Locator): Promise<boolean> => locator.evaluate((node) => node === document.activeElement);

  /** Moves the focus with the tab key alone. */
  async function tabTo(page: Page, target: Locator): Promise<void> {
    for (let presses = 0; presses < 200; presses += 1) {
      if (await hasFocus(target)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Not reached with the keyboard: ${String(target)}`);
  }

  /** Answers each kind with the keyboard alone. */
  const answers: Readonly<Record<string, (page: Page, question: Locator) => Promise<void>>> = {
    async choice(page, question) {
      await tabTo(page, question.getByRole("radio", { name: "Canary" }));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    },
    async multi(page, question) {
      for (const name of ["p99 latency", "Error rate"]) {
        await tabTo(page, question.getByRole("checkbox", { name }));
        await page.keyboard.press("Space");
      }
      await page.keyboard.press("Enter");
    },
    async trueFalse(page, question) {
      await tabTo(page, question.getByRole("radio", { name: "True" }));
      await page.keyboard.press("Space");
      await page.keyboard.press("Enter");
    },
    async numeric(page, question) {
      await tabTo(page, question.getByRole("textbox", { name: "Your answer" }));
      await page.keyboard.type("1500");
      await tabTo(page, question.getByRole("combobox", { name: "Unit" }));
      await page.keyboard.type("ms");
      await check(page, question);
    },
    async text(page, question) {
      await tabTo(page, question.getByRole("textbox"));
      await page.keyboard.type("data drift");
      await page.keyboard.press("Enter");
    },
    async order(page, question) {
      const steps = ["Train", "Evaluate", "Deploy", "Monitor"];
      for (const [place, step] of steps.entries()) {
        await tabTo(page, question.getByRole("button", { name: `Move up: ${step}` }));
        for (let moves = 0; moves < steps.length; moves += 1) {
          const now = await question.locator(".quiz-order > li > span").allInnerTexts();
          if (now.indexOf(step) === place) break;
          await page.keyboard.press("Enter");
          const news = `Now in place ${now.indexOf(step)} of 4: ${step}`;
          await question.locator(".quiz-news").getByText(news).waitFor();
          expect(await hasFocus(question.getByRole("button", { name: `Move up: ${step}` }))).toBe(true);
        }
        // From the top again, so that Tab finds items that stand before this one.
        await page.locator("h1").evaluate((heading) => {
          heading.tabIndex = -1;
          heading.focus();
        });
      }
      await check(page, question);
    },
    async match(page, question) {
      await tabTo(page, question.getByRole("combobox", { name: "Liveness" }));
      await page.keyboard.type("restart");
      await tabTo(page, question.getByRole("combobox", { name: "Readiness" }));
      await page.keyboard.type("take");
      await check(page, question);
    },
    async cloze(page, question) {
      await tabTo(page, question.getByRole("textbox", { name: "Gap 1 of 3" }));
      await page.keyboard.type("iris");
      await tabTo(page, question.getByRole("textbox", { name: "Gap 2 of 3" }));
      await page.keyboard.type("4");
      await tabTo(page, question.getByRole("combobox", { name: "Gap 3 of 3" }));
      await page.keyboard.type("a class");
      await check(page, question);
    },
    async tracing(page, question) {
      await tabTo(page, question.getByRole("textbox"));
      await page.keyboard.type("0\n1");
      expect(await question.getByRole("radio", { name: "It prints this" }).isChecked()).toBe(true);
      await check(page, question);
    },
    async essay(page, question) {
      await tabTo(page, question.getByRole("textbox"));
      await page.keyboard.type("To go back.");
      await check(page, question);
    },
  };

  async function check(page: Page, question: Locator): Promise<void> {
    await tabTo(page, question.getByRole("button", { name: "Check answer" }));
    await page.keyboard.press("Enter");
  }

  it("takes answers to every kind from the keyboard alone, and moves the focus to each result", async () => {
    await using opened = await open("practice");
    const { page } = opened;
    for (const { id } of quiz.questions) {
      const question = questionOf(page, id);
      const status = question.locator(".quiz-status");
      // What is announced has to be there before.
      await status.evaluate((node) => {
        node.dataset["before"] = "true";
      });
      await answers[id]?.(page, question);
      await status.getByText(id === "essay" ? "A person grades this answer." : "Right.").waitFor();
      expect([id, await status.getAttribute("role"), await status.getAttribute("data-before")]).toEqual([
        id,
        "status",
        "true",
      ]);
      expect([id, await hasFocus(status)]).toEqual([id, true]);
      expect(await question.getByRole("button", { name: "Check answer" }).count()).toBe(0);
    }
    const total = page.locator(".quiz-summary").getByRole("status");
    expect(await total.innerText()).toBe("That is 9 of 10 points.");

    await tabTo(page, page.getByRole("button", { name: "Start again" }));
    await page.keyboard.press("Enter");
    await page.getByRole("radio", { name: "Canary" }).waitFor();
    expect(await hasFocus(questionOf(page, "choice"))).toBe(true);
    expect(await page.locator("form").count()).toBe(10);
    expect(await page.locator(".quiz input:checked").count()).toBe(0);
  });

  it("says beside the question what is missing, and goes there each time", async () => {
    await using opened = await open("practice");
    const { page } = opened;
    for (const id of ["choice", "numeric", "cloze"]) {
      const question = questionOf(page, id);
      for (let time = 0; time < 2; time += 1) {
        await question.getByRole("button", { name: "Check answer" }).click();
        await question.getByText("There is no answer yet.").waitFor();
        expect(await hasFocus(question.locator(".quiz-error"))).toBe(true);
      }
      const described = question.locator("[aria-invalid=true]").first();
      const error = await question.locator(".quiz-error").getAttribute("id");
      expect(await described.getAttribute("aria-describedby")).toBe(error);
    }
    const numeric = questionOf(page, "numeric");
    await numeric.getByRole("textbox").fill("many");
    expect(await numeric.locator(".quiz-error").count()).toBe(0);
    await page.keyboard.press("Enter");
    await numeric.getByText("The answer is not a number.").waitFor();
  });

  it("keeps the order and the answer after a wrong try, which can be mended at once", async () => {
    await using opened = await open("two");
    const { page } = opened;
    const question = questionOf(page, "choice");
    const before = await question.locator("label").allInnerTexts();
    await question.getByRole("radio", { name: "Canary" }).check();
    await question.getByRole("button", { name: "Check answer" }).click();
    await question.getByText("A canary answers some requests alone.").waitFor();
    expect(await hasFocus(question.getByRole("status"))).toBe(true);
    expect(await question.locator("label").allInnerTexts()).toEqual(before);
    expect(await question.getByRole("radio", { name: "Canary" }).isChecked()).toBe(true);

    await question.getByRole("radio", { name: "Shadow" }).check();
    await question.getByRole("button", { name: "Check answer" }).click();
    await question.getByText("The shadow gets a copy of each request.").waitFor();
    const link = question.getByRole("link", { name: "Read again: Ways to deploy" });
    expect(await link.getAttribute("href")).toBe("#deploy");
    expect(await question.locator(".quiz-parts .quiz-label").allInnerTexts()).toEqual(
      before.map((label) => label.trim()),
    );
  });

  it("moves the focus to each hint, and to the right answer when a learner gives up", async () => {
    await using opened = await open("practice");
    const { page } = opened;
    const question = questionOf(page, "choice");
    for (const [name, hint] of [
      ["Show hint 1 of 2", "Think of what the user sees."],
      ["Show hint 2 of 2", "It is dark where it stands."],
    ] as const) {
      await question.getByRole("button", { name }).click();
      const item = question.getByRole("listitem").filter({ hasText: hint });
      await item.waitFor();
      expect(await hasFocus(item)).toBe(true);
    }
    await question.getByRole("radio", { name: "Canary" }).check();
    await question.getByRole("button", { name: "Check answer" }).click();
    await question.getByRole("button", { name: "Show the right answer" }).click();
    await question.locator("[data-status=missed] > .quiz-mark").getByText("Right, not in your answer").waitFor();
    expect(await hasFocus(question.getByRole("status"))).toBe(true);
  });

  it("counts the tries, and gives a hint with each", async () => {
    await using opened = await open("counted");
    const { page } = opened;
    const question = questionOf(page, "choice");
    await question.getByRole("radio", { name: "Canary" }).check();
    await question.getByRole("button", { name: "Check answer" }).click();
    await question.getByText("Tries left: 2.").waitFor();
    expect(await question.getByText("Think of what the user sees.").isVisible()).toBe(true);
    expect(await question.getByRole("button", { name: "Show hint" }).count()).toBe(0);
  });

  it("weighs how sure one is", async () => {
    await using opened = await open("sure");
    const { page } = opened;
    const question = questionOf(page, "choice");
    await question.getByRole("radio", { name: "Canary" }).check();
    const certainty = question.getByRole("group", { name: "How sure are you?" });
    await certainty.getByRole("radio", { name: "Quite" }).check();
    await question.getByRole("button", { name: "Check answer" }).click();
    await question.getByText("With a certainty of 3: -600 %. That is -6 of 3 points.").waitFor();
  });

  it("moves an item to a place that is chosen, and says so", async () => {
    await using opened = await open("practice");
    const { page } = opened;
    const question = questionOf(page, "order");
    await question.getByRole("combobox", { name: "Place of: Deploy" }).selectOption("1");
    await question.getByText("Now in place 1 of 4: Deploy").waitFor();
    const items = await question.locator(".quiz-order > li > span").allInnerTexts();
    expect(items[0]).toBe("Deploy");
    expect(items.toSorted()).toEqual(["Deploy", "Evaluate", "Monitor", "Train"]);
  });

  it("keeps two quizzes with the same questions on one page apart", async () => {
    await using opened = await open("two");
    const { page } = opened;
    const ids = await page.locator("[id]").evaluateAll((nodes) => nodes.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const [one, other] = [questionOf(page, "choice", 0), questionOf(page, "choice", 1)];
    await one.getByRole("radio", { name: "Canary" }).check();
    await other.getByRole("radio", { name: "Shadow" }).check();
    expect(await one.getByRole("radio", { name: "Canary" }).isChecked()).toBe(true);
    await other.getByRole("button", { name: "Check answer" }).click();
    await other.getByText("Right.").waitFor();
    expect(await one.getByRole("status").innerText()).toBe("");
  });

  it("takes a click on the words of an option, and on every place between them and the input", async () => {
    await using opened = await open("practice");
    const { page } = opened;
    const label = questionOf(page, "choice").locator("label").filter({ hasText: "Shadow" });
    const box = await label.boundingBox();
    const radio = label.getByRole("radio");
    expect((box?.height ?? 0) >= 24).toBe(true);
    for (const x of [0.02, 0.3, 0.98]) {
      await questionOf(page, "choice").getByRole("radio", { name: "Canary" }).check();
      await label.click({ position: { x: (box?.width ?? 0) * x, y: (box?.height ?? 0) / 2 } });
      expect(await radio.isChecked()).toBe(true);
    }
  });

  it("tells the page of everything that a learner does, once, and what came of it", async () => {
    await using opened = await open("two");
    const { page } = opened;
    const events: QuizEvent[] = [];
    const told = async (): Promise<void> => {
      const event = JSON.parse(await page.title()) as QuizEvent;
      if (JSON.stringify(event) !== JSON.stringify(events.at(-1))) events.push(event);
    };
    const choice = questionOf(page, "choice");
    await choice.getByRole("radio", { name: "Canary" }).check();
    await told();
    await choice.getByRole("button", { name: "Check answer" }).click();
    await told();
    await choice.getByRole("radio", { name: "Shadow" }).check();
    await choice.getByRole("button", { name: "Check answer" }).click();
    await told();
    expect(events.map(({ action, standing }) => [action.type, standing.points, standing.weak])).toEqual([
      ["change", 0, []],
      ["submit", 0, []],
      ["submit", 1, ["choice"]],
    ]);
    expect(events.at(-1)?.progress.questions["choice"]?.tries).toHaveLength(2);
  });

  it("can be given another look", async () => {
    await using opened = await open("own");
    const { page } = opened;
    const output = page.locator("output");
    await page.getByRole("radio", { name: "Canary" }).check();
    await page.getByRole("button", { name: "OK" }).click();
    await output.getByText("incorrect 0 1 false").waitFor();
    await page.getByRole("radio", { name: "Shadow" }).check();
    await page.getByRole("button", { name: "OK" }).click();
    await output.getByText("correct 0.6666667 0 true").waitFor();
    expect(await page.getByRole("radio", { name: "Shadow" }).isDisabled()).toBe(true);
  });

  it("gives an exam's page the answer, and grades nothing there", async () => {
    await using opened = await open("exam");
    const { page } = opened;
    const form = page.locator("form").filter({ hasText: "half of three seconds" });
    await form.getByRole("textbox").fill("1.5");
    await form.getByRole("combobox").selectOption("s");
    await form.getByRole("button", { name: "Check answer" }).click();
    expect(await page.title()).toBe('{"value":"1.5","unit":"s"}');
    expect(await page.content()).not.toContain("copy of each request");
  });

  it("sends what a form says where there are no scripts, and the server reads it", async () => {
    await using opened = await open("exam", { javaScriptEnabled: false });
    const { page } = opened;
    const fill: Readonly<Record<string, (form: Locator) => Promise<unknown>>> = {
      choice: (form) => form.getByRole("radio", { name: "Shadow" }).check(),
      multi: async (form) => {
        for (const name of ["p99 latency", "Error rate"]) await form.getByRole("checkbox", { name }).check();
      },
      trueFalse: (form) => form.getByRole("radio", { name: "True" }).check(),
      numeric: async (form) => {
        await form.getByRole("textbox").fill("1500");
        await form.getByRole("combobox").selectOption("ms");
      },
      text: (form) => form.getByRole("textbox").fill("Drift"),
      order: async (form) => {
        for (const [place, step] of ["Train", "Evaluate", "Deploy", "Monitor"].entries()) {
          await form.getByRole("combobox", { name: `Place of: ${step}` }).selectOption(`${place + 1}`);
        }
      },
      match: async (form) => {
        await form.getByRole("combobox", { name: "Liveness" }).selectOption("restart");
        await form.getByRole("combobox", { name: "Readiness" }).selectOption("take out of the balancer");
      },
      cloze: async (form) => {
        await form.getByRole("textbox", { name: "Gap 1" }).fill("irises");
        await form.getByRole("textbox", { name: "Gap 2" }).fill("4.0");
        await form.getByRole("combobox", { name: "Gap 3" }).selectOption("a class");
      },
      tracing: (form) => form.getByRole("textbox").fill("0\n1"),
      essay: (form) => form.getByRole("textbox").fill("To go\nback."),
    };
    for (const [place, { id, type }] of quiz.questions.entries()) {
      await page.goto(`${server.url}/exam`);
      const form = page.locator("form").nth(place);
      await fill[id]?.(form);
      await form.getByRole("button", { name: "Check answer" }).click();
      await page.waitForURL(`${server.url}/answers`);
      const read = JSON.parse(await page.locator("body").innerText()) as { id: string; status: string }[];
      const expected = type === "essay" ? "ungraded" : "correct";
      expect(read.map((one) => [one.id, one.status])).toEqual(
        quiz.questions.map((one) => [one.id, one.id === id ? expected : "invalid"]),
      );
    }
  });

  it("keeps what was filled in before the script had come", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const { promise: gate, resolve: openGate } = latch();
    await page.route("**/client.js", async (route) => {
      await gate;
      await route.continue();
    });
    await page.goto(`${server.url}/practice`, { waitUntil: "commit" });
    const [choice, cloze] = [questionOf(page, "choice"), questionOf(page, "cloze")];
    await choice.getByRole("radio", { name: "Shadow" }).check();
    await cloze.getByRole("textbox", { name: "Gap 1" }).fill("iris");
    openGate();
    await page.locator("html[data-ready]").waitFor();
    await cloze.getByRole("textbox", { name: "Gap 2" }).fill("4");
    await cloze.getByRole("combobox").selectOption("a class");
    await cloze.getByRole("button", { name: "Check answer" }).click();
    await cloze.getByText("Right.").waitFor();
    await choice.getByRole("button", { name: "Check answer" }).click();
    await choice.getByText("Right.").waitFor();
    await context.close();
  });

  it.each(["practice", "two", "sure", "unanswered", "wrong", "done", "exam", "review"])(
    "has no accessibility fault: %s",
    async (path) => {
      await using opened = await open(path);
      const { violations } = await new AxeBuilder({ page: opened.page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});

/** Something to wait for. */
function latch(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
