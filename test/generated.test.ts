import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../src-main/backend/generated.ts";

describe("generated files", () => {
  it.each(Object.entries(generatedFiles()))("%s is what its declaration gives (npm run schemas)", (path, text) => {
    expect(existsSync(path) && readFileSync(path, "utf8")).toBe(text);
  });
});
