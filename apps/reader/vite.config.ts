import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist/client",
    manifest: true,
    // Small images as data: URLs would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "src/client.tsx" },
  },
  // Left to Node, so that the build script runs the packages as every other program does.
  ssr: { external: ["@mlops/content", "@mlops/quiz", "@mlops/schema"] },
});
