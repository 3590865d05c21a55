/** Interim: knows fences at the top level only. */
export class BlockScanner {
  #fence: { mark: string; length: number } | undefined;

  hides(_text: string, _start: number, _end: number): "code" | "html" | undefined {
    return this.#fence === undefined ? undefined : "code";
  }

  read(text: string, start: number, end: number): void {
    const match = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text.slice(start, end));
    const run = match?.[1] ?? "";
    if (this.#fence !== undefined) {
      const closes = run[0] === this.#fence.mark && run.length >= this.#fence.length && match?.[2]?.trim() === "";
      if (closes) this.#fence = undefined;
    } else if (run !== "" && !(run[0] === "`" && match?.[2]?.includes("`") === true)) {
      this.#fence = { mark: run[0] ?? "`", length: run.length };
    }
  }

  reset(): void {
    this.#fence = undefined;
  }
}
