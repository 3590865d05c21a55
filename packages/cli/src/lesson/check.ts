import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { countFindings } from "../report/finding.ts";
import type { Report } from "../report/finding.ts";
import { githubReport } from "../report/github.ts";
import { jsonReport } from "../report/json.ts";
import { painter, prettyReport } from "../report/pretty.ts";
import { pathsOf, profileArgument } from "./arguments.ts";
import type { ProfileName } from "./arguments.ts";
import { checkInputs } from "./check-inputs.ts";

/** `mlops lesson check`. */
export function checkCommand(io: Io): Command {
  return defineLeaf(
    "check",
    "Find mistakes in lessons and courses",
    {
      path: { type: "positional", required: true, description: "Lessons, folders and courses; - reads standard input" },
      profile: profileArgument,
      format: { type: "enum", options: ["pretty", "json", "github"], default: "pretty", description: "How to print" },
      quality: {
        type: "boolean",
        default: true,
        description: "Also look for weak questions and pages",
        negativeDescription: "Only look for what cannot be read",
      },
      strict: { type: "boolean", default: false, description: "Exit with 1 for warnings as well" },
      watch: { type: "boolean", default: false, description: "Check again whenever a file changes" },
    },
    async ({ _: rest, format, profile, quality, strict, watch }) => {
      const paths = pathsOf(rest);
      const check = async (): Promise<number> => {
        const reports = await checkInputs(paths, { profile, quality }, io);
        io.stdout(print(reports, format, io));
        const { error, warning } = countFindings(reports);
        return error > 0 || (strict && warning > 0) ? 1 : 0;
      };
      if (!watch) return check();
      if (paths.includes("-")) throw new UsageError("standard input cannot be watched");
      let code = await check();
      for await (const _change of io.watch(paths)) {
        code = await check().catch((error: unknown) => {
          // Between two writes of an editor, a file may be missing.
          if (!(error instanceof UsageError)) throw error;
          io.stderr(`mlops: ${error.message}\n`);
          return 2;
        });
      }
      return code;
    },
    { isVariadic: true },
  );
}

/** What a check takes beside its paths. */
export interface CheckOptions {
  profile: ProfileName;
  quality: boolean;
}

function print(reports: readonly Report[], format: "pretty" | "json" | "github", io: Io): string {
  switch (format) {
    case "json":
      return jsonReport(reports);
    case "github":
      return githubReport(reports);
    case "pretty":
      return prettyReport(reports, painter(io.hasColors));
  }
}
