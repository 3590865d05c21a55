import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, tensor } from "@mlops/serve";
import { remoteModel } from "@mlops/serve/remote";

const input = z.object({ text: z.string() });
const output = z.object({ label: z.enum(["good", "bad"]) });
const definition = defineModel("sentiment", { input, output });
const url = "http://127.0.0.1:8000";

describe("the types of a remote", () => {
  it("let it stand for rows and for tensors", () => {
    definition.predict(remoteModel({ url, protocol: "openinference", model: "sentiment" }));
    definition.predict(remoteModel({ url, protocol: "json" }));
    defineTensorModel("doubler", {
      inputs: { x: tensor("FP32", "batch", 2) },
      outputs: { y: tensor("FP32", "batch", 2) },
    }).predict(remoteModel({ url, protocol: "tensorflow", model: "doubler", label: "stable" }));
  });

  it("tell the functions of a route what the contract and its answer have", () => {
    definition.predict(
      remoteModel({
        url,
        protocol: "json",
        request: (row) => {
          expectTypeOf(row).toEqualTypeOf<{ text: string }>();
          return { documents: [row.text] };
        },
        answer: z.object({ score: z.number() }),
        response: (answer) => {
          expectTypeOf(answer).toEqualTypeOf<{ score: number }>();
          return { label: answer.score > 0.5 ? "good" : "bad" };
        },
        batch: {
          path: "/many",
          request: (rows) => ({ documents: rows.map((row) => row.text) }),
          answer: z.object({ scores: z.array(z.number()) }),
          response: ({ scores }) => scores.map((score) => ({ label: score > 0.5 ? "good" : "bad" })),
        },
      }),
    );
  });

  it("refuse an output that the contract does not have, and options of another protocol", () => {
    const answer = z.object({ score: z.number() });
    definition.predict(
      // @ts-expect-error -- `fair` is no label of the contract.
      remoteModel({ url, protocol: "json", answer, response: () => ({ label: "fair" }) as const }),
    );
    // @ts-expect-error -- There is no model to ask for.
    remoteModel({ url, protocol: "openinference" });
    // @ts-expect-error -- Only TensorFlow Serving has labels.
    remoteModel({ url, protocol: "openinference", model: "m", label: "stable" });
  });
});
