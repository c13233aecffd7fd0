import { defineConfig } from "vite";

// The built files are committed and embedded by the server, so their names carry no digest: the server's ETag tells versions apart.
const names = { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" };

export default defineConfig({
  base: "/assets/",
  publicDir: "public",
  build: {
    target: "es2022",
    outDir: "../crates/serve/assets",
    emptyOutDir: true,
    assetsDir: "",
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { island: "src/island.ts" },
      // The library in a file of its own, so that a change of ours does not write it anew.
      output: { ...names, codeSplitting: { groups: [{ name: "maplibre", test: /node_modules/ }] } },
    },
  },
  worker: { format: "es", rolldownOptions: { output: names } },
  test: { include: ["test/**/*.test.ts"] },
} as never);
