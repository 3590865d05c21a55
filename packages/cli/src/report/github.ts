import type { Severity } from "@mlops/schema";
import type { Report } from "./finding.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/**
 * Findings as workflow commands, which GitHub Actions shows at the changed lines.
 *
 * Source: "Workflow commands for GitHub Actions", setting an error, warning or notice message.
 */
export function githubReport(reports: readonly Report[]): string {
  return reports
    .flatMap(({ file, diagnostics }) =>
      diagnostics.map(({ code, severity, message, hint, position: { start, end } }) => {
        // Columns are only understood for one line.
        const isOneLine = start.line === end.line;
        const properties = {
          file,
          line: start.line,
          ...(!isOneLine && { endLine: end.line }),
          ...(isOneLine && { col: start.column, endColumn: Math.max(end.column, start.column) }),
          title: code,
        };
        const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
        const text = hint === undefined ? message : `${message} ${hint}`;
        return `::${commands[severity]} ${list.join(",")}::${escapeData(text)}\n`;
      }),
    )
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
