import { ServeError } from "../../core/errors/serve-error.ts";

/** The two forms of a body. */
export type BodyForm = "json" | "csv";

const longest = 256;

/**
 * The form of a body by its `content-type`: `application/json` or `text/csv`, in UTF-8 and without other parameters.
 *
 * @throws ServeError `unsupported-media-type`.
 */
export function bodyForm(header: string | undefined): BodyForm {
  const [type = "", ...parameters] = (header ?? "").slice(0, longest + 1).split(";");
  const mediaType = type.trim().toLowerCase();
  const form = mediaType === "application/json" ? "json" : mediaType === "text/csv" ? "csv" : undefined;
  if (form === undefined || (header ?? "").length > longest) {
    throw unsupported("This predictor only supports the content types text/csv and application/json.");
  }
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=").map((part) => part.trim().toLowerCase());
    if (name !== "charset") throw unsupported("Unrecognized content type parameters; charset is the only one.");
    if (value !== "utf-8" && value !== '"utf-8"') throw unsupported("The scoring server only supports UTF-8.");
  }
  return form;
}

function unsupported(detail: string): ServeError {
  return new ServeError("unsupported-media-type", { detail });
}
