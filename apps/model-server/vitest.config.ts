import { testConfig } from "../../vitest.base.ts";

export default testConfig({ testTimeout: 60_000 });
