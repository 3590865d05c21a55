import { describe, expect, it } from "vitest";
import { probeEntry } from "../support/probe-entry.ts";
import { publicPackages } from "../support/workspace.ts";

/** Every entry that can be imported, as its users write it. */
const entries = publicPackages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports ?? {})
    .filter((path) => path !== "./package.json")
    .map((path) => manifest.name + path.slice(1)),
);

/** Where zod keeps its configuration and registry so that several copies of it agree. */
const zodGlobals = ["changed globalThis.__zod_globalConfig", "changed globalThis.__zod_globalRegistry"];

/** The deprecated methods that ts-fsrs gives to every date when it is imported; nothing here uses them. */
const fsrsMethods = ["scheduler", "diff", "format", "dueFormat"].map((name) => `changed Date.prototype.${name}`);

describe("importing", () => {
  it.each(entries)("%s changes no global but those of zod, starts nothing and prints nothing", async (entry) => {
    const { traces } = await probeEntry(entry);
    const known = entry === "@mlops/quiz/review" ? [...zodGlobals, ...fsrsMethods] : zodGlobals;
    expect(traces.filter((trace) => !known.includes(trace))).toEqual([]);
  });

  it("is seen through when it does any of these", async () => {
    const traces = async (code: string): Promise<string[]> => (await probeEntry(`data:text/javascript,${code}`)).traces;
    expect(await traces("globalThis.mine = 1")).toEqual(["changed globalThis.mine"]);
    expect(await traces("Array.prototype.flat = () => []")).toEqual(["changed Array.prototype.flat"]);
    expect(await traces("JSON.parse = eval")).toEqual(["changed JSON.parse"]);
    expect(await traces("process.env.MINE = '1'")).toEqual(["changed process.env.MINE"]);
    expect(await traces("console.error('hello')")).toEqual(["printed hello\n"]);
    expect(await traces("setInterval(() => {}, 1e6).unref()")).toEqual(["started 1 timers"]);
    expect(await traces("process.on('SIGUSR2', () => {})")).toContainEqual(
      expect.stringMatching(/^listeners .*SIGUSR2/),
    );
    const server = await traces("import net from 'node:net'; net.createServer().listen(0)");
    expect(server).toContainEqual(expect.stringMatching(/^handles .*TCPServerWrap/));
  });
});

describe("the names that packages export", () => {
  it("are these and no others", async () => {
    const names = await Promise.all(entries.map(async (entry) => [entry, (await probeEntry(entry)).names.join(", ")]));
    expect(Object.fromEntries(names)).toMatchInlineSnapshot(`
      {
        "@mlops/cli": "main, nodeIo",
        "@mlops/content": "applyEdits, diagnosticCodes, diagnosticUrl, fixLesson, formatLesson, lessonMarkers, lessonMarkersFromMarkdown, lessonMarkersToMarkdown, lessonStats, lintLesson, parseLesson, recoverText, remarkLesson, restoreText, serializeLesson, serializeQuestion, serializeQuiz, toVFileMessages",
        "@mlops/content/export/gift": "exportGift, writeGift",
        "@mlops/content/html": "createHighlight, highlightStyles, lessonToHtml, maxHighlightedLength, richTextToHast, richTextToHtml",
        "@mlops/content/import/gift": "importGift, parseGift",
        "@mlops/content/node": "checkLinks, loadCourse, publicLesson, searchDocuments, searchIndex, searchOptions, summarise, writeCourse",
        "@mlops/quiz": "QuizError, compile, compileQuiz, englishPhrases, explain, grade, gradeQuiz, responseLimits",
        "@mlops/quiz/analysis": "AnalysisError, analyse, analysisInput, englishFlagPhrases, fitIrt, flagMessage",
        "@mlops/quiz/attempts": "alignAttempt, deadlineOf, decide, foldAttempt, gradeQuestion, gradeTries, isOverdue, logLimits, murmur3, parseEvents, parseLogText, quizVersion, replay, scoreAttempt, shuffle, startAttempt, timeLeft",
        "@mlops/quiz/express": "quizApi",
        "@mlops/quiz/react": "QuestionFields, QuestionForm, QuestionResult, Quiz, QuizReview, englishStrings, freshProgress, freshQuiz, nextProgress, nextQuiz, quizStanding, renderMarkdown, responseFromForm, standingOf, useQuestion, useQuiz",
        "@mlops/quiz/review": "ReviewError, cardOf, createDeck, defaultRatingRules, defaultReviewParameters, dueCards, foldReviews, forecast, maxForecastDays, outcomesOf, parseRatingRules, ratingOf, resetCard, resolveReviewParameters, resumeCard, retrievability, reviewCard, studyDay, studyDayBounds, suspendCard, undoReview, weightRanges",
        "@mlops/quiz/stores/indexeddb": "StoreError, appendWithRetry, indexedDbStore",
        "@mlops/quiz/stores/memory": "StoreError, appendWithRetry, memoryStore",
        "@mlops/quiz/stores/sqlite": "StoreError, appendWithRetry, sqliteStore",
        "@mlops/schema": "lessonSchemaVersion, plainText, publicText, split",
        "@mlops/schema/json": "answerKeyJsonSchema, courseFileJsonSchema, courseJsonSchema, diagnosticJsonSchema, frontMatterJsonSchema, lessonJsonSchema, lessonResultJsonSchema, publicQuestionJsonSchema, questionJsonSchema",
        "@mlops/schema/zod": "answerKeySchema, blockSchema, courseFileSchema, courseSchema, diagnosticSchema, frontMatterSchema, lessonResultSchema, lessonSchema, pageSchema, pointSchema, positionSchema, publicQuestionSchema, publicTextSchema, questionSchema, responseSchemas, richTextSchema",
        "@mlops/serve": "ListenError, RowFailure, ServeError, createServer, defineModel, defineTensorModel, fail, listenOn, reachableAt, requestLog, serve, shutDown, stopOnSignals, tensor",
        "@mlops/serve-grpc": "protoFiles, serveGrpc",
        "@mlops/serve-onnx": "OnnxError, onnx, onnxContract, onnxTensors, tensor",
        "@mlops/serve-onnx/writer": "encodeModel",
        "@mlops/serve-redis": "redisCacheStore, redisRateLimitStore",
        "@mlops/serve/auth": "apiKeys, auth, bearerTokens",
        "@mlops/serve/auth/jwt": "jwt",
        "@mlops/serve/cache": "responseCache",
        "@mlops/serve/client": "ServeClientError, createClient",
        "@mlops/serve/data-quality": "dataQuality, parseReference, populationStabilityIndex, referenceOf",
        "@mlops/serve/metrics": "createMetrics, createMetricsHandler",
        "@mlops/serve/openapi": "openApiDocument",
        "@mlops/serve/protocols/mlflow": "mlflow",
        "@mlops/serve/protocols/openinference": "openInference",
        "@mlops/serve/protocols/openinference/parts": "assertText, checkInputs, clippedHeader, datatypes, decodeTensor, encodeTensor, errorText, isDatatype, malformed, misfit, modelMetadata, outputToSend, planOutputs, requestIdOf",
        "@mlops/serve/protocols/seldon": "seldon",
        "@mlops/serve/protocols/tensorflow": "tensorflow",
        "@mlops/serve/rate-limit": "memoryRateLimitStore, rateLimit",
        "@mlops/serve/remote": "RemoteError, remoteContract, remoteModel",
        "@mlops/serve/testing": "createFakeClock, createFakeModel, createFaultyStore, readMetrics, testCacheStore, testRateLimitStore",
        "@mlops/serve/tracing": "tracing",
      }
    `);
  });
});
