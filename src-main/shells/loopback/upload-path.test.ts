// Names of uploads: what each system takes. Names that are refused everywhere are tried on a running server in test/.
import { expect, test } from "vitest";
import { uploadPath } from "./upload-path.ts";

test("names are decoded once", () => {
  expect(uploadPath("host%201/%C3%BC/a%252fb.data", "linux")).toEqual(["host 1", "ü", "a%2fb.data"]);
});

test.each(["trace-12:30.dat", "a*b", "what?", "end.", "end ", 'a"b'])(
  "%s is a name on Linux and none on Windows",
  (name) => {
    expect(uploadPath(encodeURIComponent(name), "linux")).toEqual([name]);
    expect(uploadPath(encodeURIComponent(name), "win32")).toBeNull();
  },
);

test.each(["con", "CON.txt", "aux .dat", "LPT9", "com¹.x", "conin$"])("%s is a device and no name", (name) => {
  expect(uploadPath(encodeURIComponent(name), "linux")).toBeNull();
});

test.each(["console.log", "auxiliary", "com10", "nullable", "…"])("%s is a name", (name) => {
  expect(uploadPath(encodeURIComponent(name), "win32")).toEqual([name]);
});

test("a name may have 255 bytes, counted as UTF-8", () => {
  expect(uploadPath("x".repeat(255), "linux")).not.toBeNull();
  expect(uploadPath(encodeURIComponent("ü".repeat(128)), "linux")).toBeNull();
});
