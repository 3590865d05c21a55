import { defineConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";

/** What every package's tests share: sources in place of builds, and a report that the summary script adds up. */
export function testConfig(test: NonNullable<ViteUserConfig["test"]> = {}): ViteUserConfig {
  const conditions = ["@mlops/source"];
  return defineConfig({
    resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
    ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
    test: {
      include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
      reporters: ["default", ["json", { outputFile: ".vitest/report.json" }]],
      ...test,
    },
  });
}
