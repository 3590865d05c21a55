/**
 * The OpenAPI 3.1 document of a model server, made from the contracts of its models.
 *
 * @module
 */
export { openApiDocument } from "./document.ts";
export type { OpenApiDocument, OpenApiDocumentOptions, OpenApiInfo } from "./document.ts";
