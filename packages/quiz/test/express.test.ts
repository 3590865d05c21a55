import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import express4 from "express-4";
import { describe, expect, it } from "vitest";
import { foldAttempt } from "@mlops/quiz/attempts";
import { quizApi } from "@mlops/quiz/express";
import { memoryStore } from "@mlops/quiz/stores/memory";
import { exam, rightAnswers, runApi, secret } from "./express-support.ts";
import type { Answered, RunningApi } from "./express-support.ts";

async function begin(api: RunningApi, learner = "ada"): Promise<string> {
  const { body } = await api.ask("POST", "/attempts", { quizId: "exam" }, learner);
  return `/attempts/${String(body["attemptId"])}`;
}

async function answerAll(api: RunningApi, path: string): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const [id, response] of Object.entries(rightAnswers)) {
    answers.push(await api.ask("PUT", `${path}/questions/${id}/answer`, { response }));
  }
  return answers;
}

const codeOf = ({ status, body }: Answered): [number, unknown] => [status, body["code"]];

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? (list as unknown[])[0] : undefined);

describe("an attempt over HTTP", () => {
  it("is started, answered, handed in and graded, and says where it is", async () => {
    await using api = await runApi();
    const started = await api.ask("POST", "/attempts", { quizId: "exam" });
    expect(started.status).toBe(201);
    const path = `/attempts/${String(started.body["attemptId"])}`;
    expect(started.headers.get("location")).toBe(`/quiz${path}`);
    expect(started.headers.get("cache-control")).toBe("no-store");
    expect(started.body).toMatchObject({ quizId: "exam", number: 1, phase: "inProgress", timeLeft: null });
    expect((await answerAll(api, path)).map(({ status }) => status)).toEqual(Object.keys(rightAnswers).map(() => 200));
    const finished = await api.ask("POST", `${path}/finish`);
    expect(finished.status).toBe(200);
    expect(finished.body).toMatchObject({ phase: "finished", score: { points: 6, max: 7 } });
    expect(finished.body["score"]).not.toHaveProperty("passed");
  });

  it("goes on where it was, whoever asks for it again", async () => {
    await using api = await runApi();
    const path = await begin(api);
    await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o1" });
    const again = await api.ask("POST", "/attempts", { quizId: "exam" });
    expect(again.status).toBe(200);
    expect(`/attempts/${String(again.body["attemptId"])}`).toBe(path);
    expect(firstOf(again.body["questions"])).toMatchObject({ response: "o1" });
  });

  it("shows what was right and why once it is finished, and not a byte of it before", async () => {
    await using api = await runApi({ rules: { shuffle: true } });
    const path = await begin(api);
    const before = [
      await api.ask("GET", path),
      await api.ask("GET", "/attempts"),
      await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o1" }),
      await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o2" }),
      await api.ask("PUT", `${path}/questions/q-numeric/answer`, { response: { value: "3" } }),
      await api.ask("PUT", `${path}/questions/q-multi/answer`, { response: ["m1", "m3"] }),
      await api.ask("PUT", `${path}/questions/q-multi/answer`, { response: ["nothing"] }),
      await api.ask("PUT", `${path}/questions/q-choice/flag`, { flagged: true }),
      await api.ask("POST", `${path}/questions/q-choice/submit`),
      await api.ask("GET", `${path}/log`),
      await api.ask("POST", `${path}/regrade`),
      await api.ask("POST", `${path}/pause`),
      await api.ask("POST", `${path}/resume`),
      await api.ask("GET", path),
    ];
    for (const { raw } of before) {
      expect(raw).not.toContain(secret);
      expect(raw).not.toMatch(/"(?:key|correct|explanation|feedback|weights|grade|score|seed|fraction)"/);
      expect(raw).not.toContain("271828");
    }
    const { raw, body } = await api.ask("POST", `${path}/finish`);
    for (const word of ["explanation", "praise", "first hint", "pattern", "output", "page"])
      expect(raw).toContain(`${secret}${word === "pattern" ? "*" : word === "page" ? "-" : " "}${word}`);
    expect(firstOf(body["questions"])).toMatchObject({
      grade: { status: "correct", points: 1 },
      key: { key: { correct: "o2" } },
    });
  });

  it("answers right and wrong answers alike before the end, byte for byte", async () => {
    await using api = await runApi();
    const path = await begin(api);
    const [one, other] = [
      await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o1" }),
      await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o2" }),
    ];
    const plain = ({ raw }: Answered): string => raw.replaceAll(/"version":\d+|"response":"o\d"|^date:.*$/gm, "");
    expect(plain(one)).toBe(plain(other));
  });

  it("gives hints one by one, and only those that were asked for", async () => {
    await using api = await runApi();
    const path = await begin(api);
    const first = await api.ask("POST", `${path}/questions/q-choice/hints`);
    expect(first.raw).toContain(`${secret} first hint`);
    expect(first.raw).not.toContain(`${secret} second hint`);
    expect((await api.ask("POST", `${path}/questions/q-choice/hints`)).raw).toContain(`${secret} second hint`);
    expect(codeOf(await api.ask("POST", `${path}/questions/q-choice/hints`))).toEqual([409, "no-hint-left"]);
  });

  it("tells after each try how it came out, and what was right when no try is left", async () => {
    await using api = await runApi({ rules: { attemptPolicy: { type: "interactive", tries: 2 } } });
    const path = await begin(api);
    const submit = async (response: string): Promise<Answered> => {
      await api.ask("PUT", `${path}/questions/q-choice/answer`, { response });
      return api.ask("POST", `${path}/questions/q-choice/submit`);
    };
    const first = await submit("o1");
    expect(firstOf(first.body["questions"])).toMatchObject({ used: 1, left: 1, grade: { status: "incorrect" } });
    expect(first.raw).toContain(`${secret} feedback`);
    expect(first.raw).not.toContain(`${secret} explanation`);
    expect(first.raw).not.toContain('"correct"');
    const second = await submit("o3");
    expect(firstOf(second.body["questions"])).toMatchObject({ used: 2, left: 0, key: { key: { correct: "o2" } } });
    expect(second.raw).toContain(`${secret} explanation`);
    expect(codeOf(await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o2" }))).toEqual([
      409,
      "question-locked",
    ]);
  });

  it.each([
    ["never", 1, false, true],
    ["afterClose", 1, false, false],
    ["afterClose", 2_000_000, true, true],
    ["afterFinish", 1, true, true],
  ] as const)("with review %s shows %i ms later the key: %s, the score: %s", async (review, later, key, score) => {
    await using api = await runApi({ rules: { review, closesAt: 2_000_000 } });
    const path = await begin(api);
    await api.ask("POST", `${path}/finish`);
    api.clock.now += later;
    const { raw, body } = await api.ask("GET", path);
    expect(raw.includes(secret)).toBe(key);
    expect("score" in body).toBe(score);
  });
});

describe("time and attempts over HTTP", () => {
  it("ends an attempt when its time is up, with what was answered until then", async () => {
    await using api = await runApi({ rules: { timeLimitMs: 60_000 } });
    const path = await begin(api);
    await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o2" });
    api.clock.now += 60_000;
    expect((await api.ask("GET", path)).body).toMatchObject({ phase: "inProgress", timeLeft: 0 });
    api.clock.now += 1;
    expect(codeOf(await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o1" }))).toEqual([
      409,
      "time-up",
    ]);
    expect((await api.ask("GET", path)).body).toMatchObject({
      phase: "finished",
      timedOut: true,
      score: { points: 1 },
    });
  });

  it("starts no more attempts than the rules allow, and none before or after its time", async () => {
    await using api = await runApi({ rules: { maxAttempts: 1, opensAt: 1_000_000, closesAt: 3_000_000 } });
    api.clock.now = 999_999;
    expect(codeOf(await api.ask("POST", "/attempts", { quizId: "exam" }))).toEqual([403, "not-open"]);
    api.clock.now = 1_000_000;
    const path = await begin(api);
    await api.ask("POST", `${path}/finish`);
    expect(codeOf(await api.ask("POST", "/attempts", { quizId: "exam" }))).toEqual([403, "attempts-used-up"]);
    api.clock.now = 3_000_000;
    expect(codeOf(await api.ask("POST", "/attempts", { quizId: "exam" }, "bob"))).toEqual([403, "closed"]);
  });

  it("grades once, however often and at once it is handed in", async () => {
    const store = memoryStore();
    await using api = await runApi({ store });
    const path = await begin(api);
    await answerAll(api, path);
    const all = await Promise.all(Array.from({ length: 100 }, () => api.ask("POST", `${path}/finish`)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    const log = await store.load(path.split("/")[2] ?? "");
    expect(log.filter(({ type }) => type === "finished")).toHaveLength(1);
    expect(foldAttempt(log)).toMatchObject({ state: { phase: "finished", score: { points: 6 } } });
  });

  it("starts one attempt, however often it is asked for at once", async () => {
    const store = memoryStore();
    await using api = await runApi({ store });
    const all = await Promise.all(Array.from({ length: 50 }, () => api.ask("POST", "/attempts", { quizId: "exam" })));
    expect(new Set(all.map(({ body }) => body["attemptId"])).size).toBe(1);
    expect(await store.list({ learnerId: "ada" })).toHaveLength(1);
  });

  it("keeps every answer of many that arrive at once", async () => {
    await using api = await runApi();
    const path = await begin(api);
    await Promise.all(
      Object.entries(rightAnswers).map(([id, response]) =>
        api.ask("PUT", `${path}/questions/${id}/answer`, { response }),
      ),
    );
    expect((await api.ask("POST", `${path}/finish`)).body).toMatchObject({ score: { points: 6 } });
  });
});

describe("what the API refuses", () => {
  it("answers who says not who they are with 401", async () => {
    await using api = await runApi();
    const path = await begin(api);
    for (const [method, where] of [
      ["POST", "/attempts"],
      ["GET", path],
      ["POST", `${path}/finish`],
    ] as const) {
      expect(codeOf(await api.ask(method, where, {}, null))).toEqual([401, "unauthenticated"]);
    }
  });

  it("answers for an attempt of somebody else as for one that there is not", async () => {
    await using api = await runApi();
    const path = await begin(api);
    const absent = "/attempts/00000000-0000-0000-0000-000000000000";
    for (const [method, rest, body] of [
      ["GET", "", undefined],
      ["PUT", "/questions/q-choice/answer", { response: "o2" }],
      ["POST", "/finish", {}],
      ["POST", "/pause", {}],
      ["POST", "/questions/q-choice/hints", {}],
      ["GET", "/log", undefined],
      ["POST", "/questions/q-choice/grade", { points: 1 }],
      ["POST", "/regrade", { commit: true }],
    ] as const) {
      const [foreign, none] = [
        await api.ask(method, path + rest, body, "mallory"),
        await api.ask(method, absent + rest, body, "mallory"),
      ];
      expect(codeOf(foreign)).toEqual([404, "not-found"]);
      expect(foreign.body).toEqual(none.body);
    }
    expect((await api.ask("GET", "/attempts", undefined, "mallory")).body).toEqual({ attempts: [] });
  });

  it.each([
    ["a score", { response: "o2", score: 1 }, "/score"],
    ["points", { response: "o2", points: 1 }, "/points"],
    ["a grade", { response: "o2", grade: { status: "correct" } }, "/grade"],
    ["its own time", { response: "o2", at: 0 }, "/at"],
    ["a prototype", '{"response":"o2","__proto__":{"points":1}}', "/__proto__"],
    ["no answer", {}, "/response"],
    ["too much certainty", { response: "o2", certainty: 4 }, "/certainty"],
    ["a list", [], ""],
  ])("refuses %s in an answer, and names the place", async (_what, body, pointer) => {
    await using api = await runApi();
    const path = await begin(api);
    const refused = await api.ask("PUT", `${path}/questions/q-choice/answer`, body);
    expect(codeOf(refused)).toEqual([400, "body-invalid"]);
    expect(refused.body["errors"]).toMatchObject([{ pointer }]);
  });

  it("refuses a score when handing in", async () => {
    await using api = await runApi();
    const path = await begin(api);
    expect(codeOf(await api.ask("POST", `${path}/finish`, { score: { points: 7 } }))).toEqual([400, "body-invalid"]);
  });

  it.each([
    ["0", "unknown-option"],
    [[0], "malformed"],
    [{ valueOf: "o2" }, "malformed"],
    ["ｏ２", "unknown-option"],
    ["\ud800", "unknown-option"],
    [1e308, "malformed"],
    [-0, "malformed"],
  ])("refuses the answer %j and says why", async (response, reason) => {
    await using api = await runApi();
    const path = await begin(api);
    const refused = await api.ask("PUT", `${path}/questions/q-choice/answer`, { response });
    expect(codeOf(refused)).toEqual([422, "answer-invalid"]);
    expect(refused.body["reason"]).toBe(reason);
  });

  it("reads a body up to its limit and not a byte more", async () => {
    await using api = await runApi({ bodyBytes: 1000 });
    const path = await begin(api);
    const body = (length: number): string => `{"response":"${"x".repeat(length - 15)}"}`;
    expect(codeOf(await api.ask("PUT", `${path}/questions/q-text/answer`, body(1000)))[0]).toBe(200);
    expect(codeOf(await api.ask("PUT", `${path}/questions/q-text/answer`, body(1001)))).toEqual([
      413,
      "body-too-large",
    ]);
  });

  it.each(["{", "nothing", '"text"', ""])("refuses the body %j, which is no JSON object", async (body) => {
    await using api = await runApi();
    const path = await begin(api);
    expect(codeOf(await api.ask("PUT", `${path}/questions/q-choice/answer`, body))).toEqual([400, "body-invalid"]);
  });

  it("takes nothing that a form of another site can send", async () => {
    await using api = await runApi();
    const path = await begin(api);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const headers = { "x-test-learner": "ada", "content-type": type };
      const response = await fetch(`${api.url}${path}/finish`, { method: "POST", headers, body: "{}" });
      expect(response.status).toBe(415);
    }
    const bare = await fetch(`${api.url}${path}/finish`, { method: "POST", headers: { "x-test-learner": "ada" } });
    expect(bare.status).toBe(415);
    expect((await api.ask("GET", path)).body).toMatchObject({ phase: "inProgress" });
  });

  it("says which methods a path takes", async () => {
    await using api = await runApi();
    const path = await begin(api);
    const refused = await api.ask("PUT", `${path}/finish`);
    expect([...codeOf(refused), refused.headers.get("allow")]).toEqual([405, "method-not-allowed", "POST"]);
  });

  it("tells its own faults to the program and not to the client", async () => {
    await using api = await runApi({ quizzes: () => Promise.reject(new Error("a password in /etc")) });
    const failed = await api.ask("POST", "/attempts", { quizId: "exam" });
    expect(codeOf(failed)).toEqual([500, "internal"]);
    expect(failed.raw).not.toMatch(/password|etc|Error|\.ts|node_modules/);
    expect(api.errors).toHaveLength(1);
  });

  it.each(["/attempts/%ZZ", "/attempts/%00", "/attempts/__proto__", `/attempts/${"x".repeat(5000)}`])(
    "finds nothing under %s",
    async (path) => {
      await using api = await runApi();
      expect(codeOf(await api.ask("GET", path))).toEqual([404, "not-found"]);
      expect(api.errors).toEqual([]);
    },
  );
});

describe("what a grader does over HTTP", () => {
  it("reads the log, grades an essay, and completes the score", async () => {
    await using api = await runApi();
    const path = await begin(api);
    await answerAll(api, path);
    await api.ask("POST", `${path}/finish`);
    const { body } = await api.ask("GET", `${path}/log`, undefined, "teacher");
    expect(firstOf(body["log"])).toMatchObject({ type: "started", learnerId: "ada" });
    const tooMuch = await api.ask("POST", `${path}/questions/q-essay/grade`, { points: 1.1 }, "teacher");
    expect(codeOf(tooMuch)).toEqual([422, "points-out-of-range"]);
    const graded = await api.ask(
      "POST",
      `${path}/questions/q-essay/grade`,
      { points: 0.5, comment: "Short." },
      "teacher",
    );
    expect(graded.body["score"]).toMatchObject({ points: 6.5, max: 7, passed: true });
    expect((await api.ask("GET", path)).body).toMatchObject({ score: { points: 6.5, passed: true } });
  });

  it("sees what a mended key would change, and changes it only when told to", async () => {
    let quiz = exam;
    await using api = await runApi({ quizzes: () => quiz });
    const path = await begin(api);
    await api.ask("PUT", `${path}/questions/q-choice/answer`, { response: "o3" });
    await api.ask("POST", `${path}/finish`);
    quiz = {
      ...exam,
      questions: exam.questions.map((one) =>
        "type" in one && one.type === "choice" ? { ...one, key: { correct: "o3" } } : one,
      ),
    };
    const dry = await api.ask("POST", `${path}/regrade`, {}, "teacher");
    expect(dry.body).toMatchObject({ isCommitted: false, before: { points: 0 }, after: { points: 1 } });
    expect((await api.ask("GET", path)).body).toMatchObject({ score: { points: 0 } });
    expect((await api.ask("POST", `${path}/regrade`, { commit: true }, "teacher")).body).toMatchObject({
      isCommitted: true,
    });
    expect((await api.ask("GET", path)).body).toMatchObject({ score: { points: 1 } });
  });
});

describe("mounting the API", () => {
  it.each([
    ["5", express],
    ["4", express4],
  ])("works in Express %s, beside a body parser of the app's own", async (_version, makeApp) => {
    const app = makeApp();
    app.use(makeApp.json());
    app.use("/deep/quiz", quizApi({ quizzes: () => exam, store: memoryStore(), learner: () => "ada" }));
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deep/quiz/attempts`;
    const headers = { "content-type": "application/json" };
    const started = await fetch(url, { method: "POST", headers, body: '{"quizId":"exam"}' });
    expect(started.status).toBe(201);
    expect(started.headers.get("location")).toMatch(/^\/deep\/quiz\/attempts\/[0-9a-f-]{36}$/);
    const elsewhere = await fetch(`${url}/a/b/c/d/e`);
    expect(elsewhere.status).toBe(404);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
