import { posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import {
  baseName,
  commonBeginning,
  completions,
  freeName,
  isSamePath,
  joinPath,
  nameProblem,
  parentOf,
  partTyped,
  projectNameOf,
  projectPath,
  proposedName,
} from "./paths.ts";

const posixPaths = ["/srv/captures/rack-17", "/srv", "/a/b.c/", "/home/ann/My captures/x.perf.data"];
const windowsPaths = ["C:\\Users\\Ann\\rack-17", "D:\\x", "\\\\store\\share\\rack\\a.txt", "c:/mixed/way\\x"];

describe("parts of a path", () => {
  it.each(posixPaths)("are those of the POSIX module: %s", (path) => {
    expect(baseName(path)).toBe(posix.basename(path));
    expect(parentOf(path)).toBe(posix.dirname(path));
    expect(joinPath(path, "n")).toBe(posix.join(path, "n"));
  });
  it.each(windowsPaths)("are those of the Windows module: %s", (path) => {
    expect(baseName(path)).toBe(win32.basename(path));
    expect(win32.normalize(parentOf(path) ?? "")).toBe(win32.normalize(win32.dirname(path)));
    expect(win32.normalize(joinPath(path, "n"))).toBe(win32.join(path, "n"));
  });
  it("a root has no parent", () => {
    expect(parentOf("/")).toBeNull();
    expect(parentOf("C:\\")).toBeNull();
    expect(parentOf("\\\\store\\share\\")).toBeNull();
  });
  it("a drive's capital letter is the same drive, a POSIX capital is another folder", () => {
    expect(isSamePath("c:\\x\\", "C:/X")).toBe(true);
    expect(isSamePath("/x", "/X")).toBe(false);
    expect(isSamePath("/x//y/", "/x/y")).toBe(true);
  });
});

describe("the name of a new project", () => {
  it("is that of the folder that was opened", () => {
    expect(proposedName(["/srv/captures/rack-17-a"], true)).toBe("rack-17-a");
    expect(proposedName(["C:\\captures\\rack 9"], true)).toBe("rack 9");
    expect(proposedName(["/srv/captures/host.d/"], true)).toBe("host.d");
  });
  it("is that of the folder which holds the files", () => {
    expect(proposedName(["/srv/rack-17/a.perf.data", "/srv/rack-17/ksm.csv"], false)).toBe("rack-17");
    expect(proposedName(["/srv/rack-17/a.perf.data"], false)).toBe("rack-17");
  });
  it("is the first file's without its endings where the folder tells nothing", () => {
    const upload = `/tmp/staging/upload-${"0a".repeat(16)}`;
    expect(proposedName([`${upload}/host.perf.data`, `${upload}/ksm.csv`], false)).toBe("host");
    expect(proposedName(["/host.perf.data"], false)).toBe("host");
    expect(proposedName(["/a/x.csv", "/b/y.csv"], false)).toBe("x");
  });
  it("is never empty and has no forbidden sign", () => {
    expect(proposedName([], false)).toBe("project");
    expect(proposedName(["/srv/..."], true)).toBe("project");
    expect(nameProblem(proposedName(["/srv/a:b?c"], true))).toBeNull();
  });
  it("counts up past those that are there, whatever their capitals", () => {
    expect(freeName("rack", [])).toBe("rack");
    expect(freeName("rack", ["/p/Rack.plimsoll", "/p/rack-2.plimsoll"])).toBe("rack-3");
  });
});

describe("a project's folder", () => {
  it("has the ending once", () => {
    expect(projectPath("/home/ann/Plimsoll", "rack")).toBe("/home/ann/Plimsoll/rack.plimsoll");
    expect(projectPath("C:\\P\\", "rack.plimsoll")).toBe("C:\\P\\rack.plimsoll");
    expect(projectNameOf("/p/rack-17.plimsoll/")).toBe("rack-17");
    expect(projectNameOf("/p/.plimsoll")).toBe(".plimsoll");
  });
  it("must be a name on every system", () => {
    expect(nameProblem("rack-17")).toBeNull();
    for (const bad of ["", " a", "a/b", "a\\b", "a:b", ".a", "a.", "x".repeat(101)])
      expect(nameProblem(bad)).not.toBeNull();
  });
});

describe("a typed path", () => {
  it("is parted at its last separator", () => {
    expect(partTyped("/srv/cap")).toEqual({ folder: "/srv", begin: "cap" });
    expect(partTyped("/srv/")).toEqual({ folder: "/srv", begin: "" });
    expect(partTyped("/s")).toEqual({ folder: "/", begin: "s" });
    expect(partTyped("C:\\Us")).toEqual({ folder: "C:\\", begin: "Us" });
    expect(partTyped("rack")).toEqual({ folder: "", begin: "rack" });
  });
  it("offers names that begin so, the exact spelling first", () => {
    expect(completions("ra", ["Rack-9", "rack-17", "other", "ra"])).toEqual(["rack-17", "Rack-9"]);
    expect(completions("", ["b", "a"], 1)).toEqual(["b"]);
    expect(commonBeginning(["rack-17", "rack-19", "rack-1"])).toBe("rack-1");
    expect(commonBeginning([])).toBe("");
  });
});
