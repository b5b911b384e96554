import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Files with hashed names and a manifest that Django reads; nothing inlined, because the pages' security policy forbids it.
export default defineConfig({
  root: here("anlan/shell/frontend"),
  base: "/static/build/",
  publicDir: false,
  build: {
    outDir: here("anlan/shell/static/build"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: [here("anlan/shell/frontend/main.ts"), here("anlan/shell/frontend/main.css")] },
  },
});
