import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Question } from "@mlops/schema";
import { grade } from "@mlops/quiz";
import { responseFromForm } from "@mlops/quiz/react";
import { renderToString } from "react-dom/server";
import { build } from "vite";
import { App } from "./quiz-react-app.tsx";
import type { PageData } from "./quiz-react-app.tsx";
import { style } from "./quiz-react-style.ts";
import { root } from "./workspace.ts";

/** A server of pages with quizzes, which are rendered there and come to life in the browser. */
export interface QuizServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves each page under its name. A form that is sent to `/answers` is answered with what was read from it, and how
 * that is graded, as JSON.
 */
export async function serveQuizzes(
  pages: Readonly<Record<string, PageData>>,
  questions: readonly Question[],
): Promise<QuizServer> {
  const code = await bundle(join(root, "tests/support/quiz-react-client.tsx"));
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "/client.js": ["text/javascript", code],
    "/style.css": ["text/css", style],
  };
  const server = createServer((request, response) => {
    void answer(request).then(([type, body]) => {
      response.setHeader("content-type", `${type}; charset=utf-8`);
      // Nothing runs and nothing is styled but by files of this server.
      response.setHeader(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'",
      );
      response.end(body);
    });
  });

  async function answer(request: IncomingMessage): Promise<readonly [type: string, body: string]> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/answers") {
      const form = new URLSearchParams(await text(request));
      const read = questions.map((question) => {
        const response = responseFromForm(question, form);
        return { id: question.id, response, status: grade(question, response).status };
      });
      return ["application/json", JSON.stringify(read)];
    }
    const data = pages[pathname.slice(1)];
    return files[pathname] ?? ["text/html", data === undefined ? "" : documentOf(data)];
  }

  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function documentOf(data: PageData): string {
  const json = JSON.stringify(data).replaceAll("<", String.raw`\u003c`);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quiz</title><link rel="icon" href="data:,">`,
    `<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head><body>`,
    `<div id="root">${renderToString(<App data={data} />)}</div>`,
    `<script type="application/json" id="data">${json}</script><script type="module" src="/client.js"></script></body></html>`,
  ].join("");
}

/** A page's program with the development build of React, which warns. */
async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    root: join(root, "tests"),
    logLevel: "error",
    mode: "development",
    define: { "process.env.NODE_ENV": JSON.stringify("development") },
    resolve: { conditions: ["@mlops/source", "module", "browser", "development|production"] },
    build: { write: false, minify: false, rolldownOptions: { input: entry } },
  });
  const [output] = [built].flat();
  const chunk = output !== undefined && "output" in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error("Nothing was bundled");
  return chunk.code;
}
