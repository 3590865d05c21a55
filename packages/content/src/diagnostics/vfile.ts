import type { Diagnostic, Severity } from "@mlops/schema";
import { VFileMessage } from "vfile-message";
import { diagnosticUrl } from "./url.ts";

/** What a diagnostic is called in a {@link VFileMessage} with the rule: `mlops:quiz-unclosed`. */
const source = "mlops";

/** `true` stands for an error, `false` for a warning, `undefined` for information. */
const fatal: Readonly<Record<Severity, boolean | undefined>> = { error: true, warning: false, info: undefined };

/**
 * Diagnostics as the messages that unified tools exchange, for their reporters and editors.
 *
 * @param options.path - The file that they are about.
 *
 * @example
 * for (const message of toVFileMessages(diagnostics, { path: "lesson.md" })) console.log(String(message));
 */
export function toVFileMessages(
  diagnostics: readonly Diagnostic[],
  { path }: { path?: string | undefined } = {},
): VFileMessage[] {
  return diagnostics.map(({ code, severity, message: reason, position, expected, received, hint }) => {
    const message = new VFileMessage(reason, { place: position, ruleId: code, source });
    message.fatal = fatal[severity];
    message.url = diagnosticUrl(code);
    if (expected !== undefined) message.expected = [expected];
    if (received !== undefined) message.actual = received;
    if (hint !== undefined) message.note = hint;
    if (path !== undefined) {
      message.file = path;
      message.name = `${path}:${message.name}`;
    }
    return message;
  });
}
