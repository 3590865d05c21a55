/** The `.proto` files that come with the package: what clients are made from, in any language. */
export const protoFiles: Readonly<Record<"inference" | "health", URL>> = {
  inference: new URL("../proto/inference.proto", import.meta.url),
  health: new URL("../proto/health.proto", import.meta.url),
};
