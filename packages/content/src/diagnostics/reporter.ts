import type { Diagnostic, Fix, Position, Severity } from "@mlops/schema";
import { cut } from "../parse/text.ts";
import { diagnosticCodes } from "./codes.ts";
import type { DiagnosticCode } from "./codes.ts";

/** What a finding says beyond its code and place. */
export interface Finding {
  message: string;
  expected?: string | undefined;
  received?: string | undefined;
  hint?: string | undefined;
  /** Only where it is certain what was meant. */
  fix?: Fix | undefined;
  /** Where it differs from the code's usual severity. */
  severity?: Severity | undefined;
}

/** Collects findings while a text is read. */
export class Reporter {
  readonly #diagnostics: Diagnostic[] = [];

  report(code: DiagnosticCode, position: Position, finding: Finding): void {
    const { message, expected, received, hint, fix, severity = diagnosticCodes[code] } = finding;
    this.#diagnostics.push({
      code,
      severity,
      message,
      position,
      ...(expected !== undefined && { expected }),
      ...(received !== undefined && { received: quoted(received) }),
      ...(hint !== undefined && { hint }),
      ...(fix !== undefined && { fix }),
    });
  }

  /** All findings so far in the order of the text; those at one place stay in the order they were found. */
  inOrder(): Diagnostic[] {
    return this.#diagnostics.toSorted((one, other) => one.position.start.offset - other.position.start.offset);
  }
}

const receivedMaxLength = 80;

/** The author's characters, short enough for a message. */
function quoted(text: string): string {
  return text.length > receivedMaxLength ? `${cut(text, receivedMaxLength)}…` : text;
}
