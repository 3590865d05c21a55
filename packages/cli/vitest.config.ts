import { testConfig } from "../../vitest.base.ts";

export default testConfig({ globalSetup: ["test/build-dist.ts"], testTimeout: 60_000 });
