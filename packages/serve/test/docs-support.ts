import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";
import { defineModel, defineTensorModel, tensor } from "@mlops/serve";
import type { AnyModel } from "@mlops/serve";

/** Compiles the page's programs to where the server reads them: tests run from the sources alone. */
export async function compilePrograms(): Promise<void> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const project = fileURLToPath(new URL("../src/docs/browser", import.meta.url));
  await promisify(execFile)(process.execPath, [compiler, "--build", project]);
}

const length = (title: string): z.ZodType<number> => z.number().min(0).max(10).meta({ title, unit: "cm" });

/** A model with every kind of field that a form has. */
export const house: AnyModel<"house"> = defineModel("house", {
  version: "2",
  release: "2024-11",
  input: z
    .object({
      address: z.object({ city: z.string().max(60), zip: z.string().optional() }),
      sides: z.tuple([length("front"), length("back")]),
      rooms: z.int().min(1).max(20),
      garden: z.boolean(),
      heating: z.enum(["gas", "heat pump"]).optional(),
      tags: z.array(z.string()).max(3),
      notes: z.string().nullable().meta({ description: "What the seller says." }),
      year: z.union([z.int(), z.literal("unknown")]),
    })
    .meta({
      examples: [
        {
          address: { city: "Graz" },
          sides: [4.5, 6],
          rooms: 3,
          garden: true,
          heating: "heat pump",
          tags: ["quiet"],
          notes: null,
          year: 1970,
        },
      ],
    }),
  output: z.object({ price: z.number().meta({ unit: "EUR" }), said: z.string() }),
  rules: { rooms: { name: "rooms", max: 12, outside: "clip" } },
}).predictOne(({ rooms, sides, notes }) => ({ price: rooms * sides[0] * sides[1], said: notes ?? "" }));

export const pixels: AnyModel<"pixels"> = defineTensorModel("pixels", {
  inputs: { image: tensor("FP32", "batch", 8, 8), id: { ...tensor("INT64", "batch"), optional: true } },
  outputs: { scores: { ...tensor("FP32", "batch", 3), labels: ["low", "middle", "high"] } },
}).predict((_inputs, { rowCount }) => ({ scores: new Float32Array(3 * rowCount) }));
