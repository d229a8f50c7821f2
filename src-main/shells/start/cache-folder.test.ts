// Where the cache lies, by the custom of each system.
import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

test.skipIf(process.platform === "win32").each([
  ["linux", {}, "/home/me/.cache/plimsoll"],
  ["linux", { XDG_CACHE_HOME: "/x" }, "/x/plimsoll"],
  ["darwin", {}, "/home/me/Library/Caches/Plimsoll"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/Plimsoll/Cache"],
  ["linux", { PLIMSOLL_HOME: "/p", XDG_CACHE_HOME: "/x" }, "/p/cache"],
] as const)("on %s with %j it is %s", (platform, env, folder) => {
  expect(cacheFolder(env, platform, "/home/me")).toBe(folder);
});
