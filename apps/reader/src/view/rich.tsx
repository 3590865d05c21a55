import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { Components } from "hast-util-to-jsx-runtime";
import type { ReactElement, ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import type { Markup } from "../course/markup.ts";

/** What {@link Rich} shows. */
export interface RichProps {
  markup: Markup;
  /** Whether it stands inside a line, such as a label, where paragraphs cannot be. */
  inline?: boolean;
}

const blockComponents: Partial<Components> = {
  // A table that is wider than a phone scrolls by itself, and can be scrolled with the keyboard.
  table: ({ node: _node, ...rest }) => (
    <div className="scrolls" tabIndex={0} role="region" aria-label="Table">
      <table {...rest} />
    </div>
  ),
  pre: ({ node: _node, ...rest }) => <pre {...rest} tabIndex={0} />,
};

const inlineComponents: Partial<Components> = {
  p: ({ children }: { children?: ReactNode }) => <span>{children}</span>,
};

/** Shows markup as React elements, without ever writing HTML as text. */
export function Rich({ markup, inline = false }: RichProps): ReactElement {
  return toJsxRuntime(markup, { Fragment, jsx, jsxs, components: inline ? inlineComponents : blockComponents });
}
