import { testConfig } from "../../vitest.base.ts";

// Without the condition `module`, under which OpenTelemetry has files that Node cannot load by itself.
const conditions = ["@mlops/source", "node", "development|production"];

export default { ...testConfig(), ssr: { resolve: { conditions } } };
