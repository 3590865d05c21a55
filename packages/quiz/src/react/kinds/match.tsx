import type { ReactElement } from "react";
import { plain } from "../rich-text.tsx";
import { entriesOf } from "./fields.ts";
import type { FieldsProps } from "./fields.ts";
import { Select } from "./select.tsx";

/** For each left, one of the rights. */
export function Match({ question, response, name, input, strings, renderText }: FieldsProps<"match">): ReactElement[] {
  const given = entriesOf(response);
  return question.lefts.map(({ id, content }) => (
    <div className="quiz-option" key={id}>
      <label>
        <span>{renderText(content, { inline: true })}</span>{" "}
        <Select
          {...input}
          name={`${name}:${id}`}
          value={given.get(id) ?? ""}
          empty={strings.choose}
          options={question.rights.map((right) => [right.id, plain(right.content.nodes)])}
        />
      </label>
    </div>
  ));
}
