import { useState } from "react";
import type { ReactElement } from "react";
import { plain } from "../rich-text.tsx";
import { listOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Select } from "./select.tsx";

/** Items to move up and down, or to a place; the new place is announced. */
export function Order({
  question,
  response,
  onChange,
  name,
  input,
  strings,
  renderText,
}: FieldsProps<"order">): ReactElement {
  const [news, setNews] = useState("");
  const given = listOf(response);
  const count = question.items.length;
  // What is not in the answer comes last.
  const items = question.items.toSorted(
    (one, other) => (given.indexOf(one.id) >>> 0) - (given.indexOf(other.id) >>> 0),
  );
  const ids = items.map(({ id }) => id);
  return (
    <>
      <ol className="quiz-order">
        {items.map(({ id, content }, place) => {
          const words = plain(content.nodes);
          const moveTo = (to: number): void => {
            if (to < 0 || to >= count) return;
            onChange(ids.toSpliced(place, 1).toSpliced(to, 0, id));
            setNews(strings.moved(words, to + 1, count));
          };
          const button = (to: number, icon: string, label: string): ReactElement => (
            // Not `disabled`, which would lose the focus.
            <button
              type="button"
              className="quiz-needs-script"
              aria-label={label}
              aria-disabled={ids[to] === undefined}
              onClick={() => {
                moveTo(to);
              }}
            >
              {icon}
            </button>
          );
          return (
            <li key={id}>
              <span>{renderText(content, { inline: true })}</span> {button(place - 1, "↑", strings.moveUp(words))}
              {button(place + 1, "↓", strings.moveDown(words))}{" "}
              <Select
                {...input}
                name={`${name}:${id}`}
                aria-label={strings.place(words)}
                value={place + 1}
                options={ids.map((_, to) => [`${to + 1}`, `${to + 1}`])}
                onChange={(event) => {
                  moveTo(Number(event.target.value) - 1);
                }}
              />
            </li>
          );
        })}
      </ol>
      <p className="quiz-news" role="status">
        {news}
      </p>
    </>
  );
}
