import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `npm start` shows the built page; while working on it, `npx vite console` asks a running one. */
const musterUrl = process.env["MUSTER_URL"] ?? "http://localhost:4400";
const served = ["/api/v1", "/health", "/local", "/oauth", "/sign-in"];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, "..", "cdk.out", "console"),
    emptyOutDir: true,
    target: "es2022",
    // These know light-dark(): what older ones would be given instead does not follow the scheme.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // The licences lie beside the code in a file of their own.
    license: true,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, musterUrl])) },
});
