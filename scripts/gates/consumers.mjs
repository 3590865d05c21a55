import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tool } from "../lib/run.mjs";
import { checkAlone } from "./consumers-alone.mjs";
import { checkQuiz } from "./consumers-quiz.mjs";
import { checkTogether } from "./consumers-together.mjs";

/** Installs the packed packages with npm as their users do, runs programs and checks types. */
export function consumersGate(tarballs) {
  return {
    name: "consumers",
    async check() {
      const folder = await mkdtemp(join(tmpdir(), "mlops-consumers-"));
      try {
        const packed = await tarballs();
        const compiler = join(tool("tsc"), "../../typescript/bin/tsc");
        const alone = await checkAlone(join(folder, "alone"), packed, compiler);
        const together = await checkTogether(join(folder, "together"), packed);
        const quiz = await checkQuiz(join(folder, "quiz"), packed);
        const note = `${packed.length} alone, all together, quizzes on every Node and in the browser`;
        return { faults: [...alone, ...together, ...quiz], note };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
