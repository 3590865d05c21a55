import { defineConfig } from "vitest/config";

const conditions = ["@mlops/source"];

/** The tests of the grading core, as Stryker runs them in its copy of this package: without the workspace around it. */
export default defineConfig({
  resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: [
      "test/kinds/*.test.ts",
      "test/{policies,map-response,faults,tries,quiz,explain,shuffle,properties,attempts-*}.test.ts",
    ],
    // Every mutant is met by a worker of its own; its files may share what they import.
    isolate: false,
    env: { MLOPS_RUNS: "40" },
  },
});
