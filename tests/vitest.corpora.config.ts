import { testConfig } from "../vitest.base.ts";

// A report of its own beside the one of `pnpm test`: the summary adds up both.
export default testConfig({
  include: ["corpora/**/*.test.ts"],
  reporters: ["default", ["json", { outputFile: ".vitest/corpora.json" }]],
  testTimeout: 60_000,
});
