// A program of a consumer's on Node: every part of the package as it was installed from its tarball.
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import express from "express";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { quizApi } from "@mlops/quiz/express";
import { Quiz } from "@mlops/quiz/react";
import { memoryStore } from "@mlops/quiz/stores/memory";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";
import { byId, quiz, tryAttempt, tryPurePart } from "./shared.mjs";

tryPurePart();
await tryAttempt(memoryStore());
const file = `quiz-${process.versions.node}.sqlite`;
for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
await tryAttempt(await sqliteStore({ path: file }));
const again = await sqliteStore({ path: file });
assert.equal((await again.list({ learnerId: "ada" })).length, 1);

const app = express();
app.use("/quiz", quizApi({ quizzes: () => quiz, store: again, learner: () => "bob" }));
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/quiz/attempts`;
const ask = async (method, path, body) => {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
};
const attempt = await ask("POST", "", { quizId: "quiz" });
assert.doesNotMatch(JSON.stringify(attempt), /"(?:key|correct)"/);
for (const [id, response] of Object.entries(byId))
  await ask("PUT", `/${attempt.attemptId}/questions/${id}/answer`, { response });
assert.equal((await ask("POST", `/${attempt.attemptId}/finish`, {})).score.points, 9);
server.closeAllConnections();
await new Promise((resolve) => server.close(resolve));
await again.close();

const markup = renderToStaticMarkup(createElement(Quiz, { quiz }));
assert.match(markup, /<fieldset/);
console.log("ok");
