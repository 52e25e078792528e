import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    environment: "jsdom",
    include: ["packages/*/tests/**/*.test.{ts,tsx}", "apps/*/tests/**/*.test.{ts,tsx}"],
    setupFiles: ["./dev/test_setup.ts"],
    restoreMocks: true,
    css: { include: [/tokens\.css/] },
  },
});
