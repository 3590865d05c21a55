// Every entry's types in a program that has neither Express nor its types.
import { createServer } from "node:http";
import * as z from "zod";
import type { ParseOptions } from "@mlops/content";
import { parseLesson } from "@mlops/content";
import { grade } from "@mlops/quiz";
import type { Grade } from "@mlops/quiz";
import { plainText } from "@mlops/schema";
import type { LessonResult, Question } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { defineModel, fail, serve } from "@mlops/serve";
import type { Model, Problem } from "@mlops/serve";
import { apiKeys, auth } from "@mlops/serve/auth";
import type { AuthMethod } from "@mlops/serve/auth";
import { jwt } from "@mlops/serve/auth/jwt";
import type { JwtOptions } from "@mlops/serve/auth/jwt";
import { createMetrics } from "@mlops/serve/metrics";
import type { Metrics } from "@mlops/serve/metrics";
import { rateLimit } from "@mlops/serve/rate-limit";
import { testRateLimitStore } from "@mlops/serve/testing";
import { onnx, tensor } from "@mlops/serve-onnx";
import type { OnnxError, OnnxErrorCode } from "@mlops/serve-onnx";
import { encodeModel } from "@mlops/serve-onnx/writer";
import type { OnnxModel } from "@mlops/serve-onnx/writer";
import { serveGrpc } from "@mlops/serve-grpc";
import type { GrpcServer } from "@mlops/serve-grpc";
import { redisRateLimitStore } from "@mlops/serve-redis";
import { Redis } from "ioredis";

export const options: ParseOptions = { profile: "strict" };
export const lesson: LessonResult = lessonResultSchema.parse(parseLesson("", options));
export const graded = (question: Question): Grade["status"] =>
  question.type === "choice" ? grade(question, plainText(question.prompt)).status : "invalid";
export const metrics: Metrics = createMetrics();
export const code = (error: OnnxError): OnnxErrorCode => error.code;
export const bytes = (model: OnnxModel): Uint8Array => encodeModel(model);
export const tokens = (given: JwtOptions): AuthMethod => jwt(given);
export const guarded = auth({ methods: [apiKeys({ file: "keys.json" })] });
export const limits = rateLimit({ limit: "10/minute", store: redisRateLimitStore(new Redis()) });
// @ts-expect-error -- the types have arrived: no limit is per fortnight
rateLimit({ limit: "10/fortnight" });
export const suite = (it: (name: string, run: () => Promise<void>) => void): void =>
  testRateLimitStore({ it, createStore: () => redisRateLimitStore(new Redis()) });
export const title = (problem: Problem): string => problem.title;

const contract = { input: z.object({ x: z.number() }), output: z.object({ label: z.enum(["a", "b"]) }) };
export const model: Model<"m", typeof contract.input, typeof contract.output> = defineModel("m", contract).predict(
  onnx("m.onnx", {
    inputs: { x: tensor("FP32", "batch", 1) },
    outputs: { y: tensor("FP32", "batch", 1) },
    encode: (rows) => ({ x: Float32Array.from(rows, (row) => row.x) }),
    decode: ({ y }) => Array.from(y, (value) => ({ label: value > 0 ? ("a" as const) : ("b" as const) })),
  }),
);
// @ts-expect-error -- the types have arrived: no model answers with a label outside its contract
defineModel("wrong", contract).predictOne(() => ({ label: "c" }));
export const server = createServer(serve([model, defineModel("n", contract).predictOne(() => fail("no"))]));
export const grpc: Promise<GrpcServer> = serveGrpc(serve([model]), { port: 0 });
