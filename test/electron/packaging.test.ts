// How the desktop program is packed, and what the public checks run: read as text, since packing needs the runtime.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differences } from "../../scripts/check-fuses.mjs";

const config = readFileSync("build/electron-builder.yml", "utf8");
/** Lines of the list or map below a key at the outermost level. */
const below = (key: string): string[] => {
  const lines = config.split("\n");
  const at = lines.indexOf(`${key}:`);
  const end = lines.findIndex((line, i) => i > at && /^\S/.test(line));
  return (at < 0 ? [] : lines.slice(at + 1, end < 0 ? undefined : end)).map((line) => line.trim());
};
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const pngSize = (file: string): number[] => {
  const bytes = readFileSync(file);
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe("the packed program", () => {
  it("has every fuse as the security list wants it", () => {
    const fuses = Object.fromEntries(
      below("electronFuses")
        .filter((line) => /^\w+:/.test(line))
        .map((line) => line.split(": ")),
    );
    expect(fuses).toEqual({
      runAsNode: "false",
      enableNodeOptionsEnvironmentVariable: "false",
      enableNodeCliInspectArguments: "false",
      grantFileProtocolExtraPrivileges: "false",
      enableCookieEncryption: "true",
      enableEmbeddedAsarIntegrityValidation: "true",
      onlyLoadAppFromAsar: "true",
    });
  });

  it("forks nothing, since a binary without RunAsNode cannot be forked", () => {
    const sources = readdirSync("src-main", { recursive: true, encoding: "utf8" })
      .map((name) => join("src-main", name))
      .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name) && statSync(name).isFile());
    const forking = sources.filter((name) => /\bfork\b[^;]*from "node:child_process"/.test(readFileSync(name, "utf8")));
    expect(forking).toEqual([join("src-main", "jobs", "start-process.ts")]);
  });

  it("holds the built parts, the samples and the schemas, and every folder of them is there", () => {
    const files = below("files").map((line) => line.replace(/^- /, ""));
    expect(files).toEqual([
      "package.json",
      "LICENSE",
      "out/electron/**",
      "out/main/**",
      "out/renderer/**",
      "samples/**",
      "schemas/**",
    ]);
    for (const file of files.filter((name) => !name.startsWith("out/")))
      expect(existsSync(file.replace("/**", ""))).toBe(true);
  });

  it("keeps native code out of the archive, and needs no compiler", () => {
    expect(below("asarUnpack")).toContain("- node_modules/@duckdb/**");
    expect(config).toMatch(/^npmRebuild: false$/m);
    // What is not bundled (scripts/bundle.mjs): the packer adds every dependency, and no other.
    expect(Object.keys(manifest.dependencies)).toEqual([
      "@duckdb/node-api",
      "@duckdb/node-bindings",
      "@jitl/quickjs-wasmfile-release-sync",
      "typescript",
    ]);
    expect(manifest.devDependencies).toHaveProperty("electron");
  });

  it("is associated with projects", () => {
    expect(below("fileAssociations")).toEqual(expect.arrayContaining(["- ext: plimsoll", "isPackage: true"]));
  });

  it("has its icon in the sizes that the systems want, small enough to keep", () => {
    expect(pngSize("build/icon.png")).toEqual([1024, 1024]);
    expect(pngSize("build/icons/512x512.png")).toEqual([512, 512]);
    expect(statSync("build/icon.png").size).toBeLessThan(100_000);
    expect(readFileSync("build/icon.svg", "utf8")).toContain("<title>Plimsoll</title>");
  });

  it("asks macOS for nothing but compiling JavaScript", () => {
    const [file = ""] = /build\/\S+\.plist/.exec(config) ?? [];
    const keys = [...readFileSync(file, "utf8").matchAll(/<key>([^<]+)<\/key>/g)].map(([, key]) => key);
    expect(keys).toEqual(["com.apple.security.cs.allow-jit"]);
  });
});

describe("the public checks", () => {
  const workflows = readdirSync(".github/workflows").map((name) =>
    readFileSync(join(".github/workflows", name), "utf8"),
  );
  const checks = readFileSync(".github/workflows/ci.yml", "utf8");

  it("run on Linux, macOS and Windows", () => {
    expect(checks).toMatch(/os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/);
  });

  it("install from the lock file, run the tests, and start the program in Electron", () => {
    for (const step of ["npm ci", "npm run build", "vitest run", "install-electron", "xvfb-run", "playwright test"])
      expect(checks).toContain(step);
  });

  it("use no secret and may only read", () => {
    for (const workflow of workflows) {
      expect(workflow).not.toMatch(/secrets\.|GITHUB_TOKEN|contents: write/);
      expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m);
      expect(workflow).toContain("persist-credentials: false");
    }
  });

  it("read the fuses back from the packed program", () => {
    const workflow = readFileSync(".github/workflows/package.yml", "utf8");
    expect(workflow).toMatch(/@electron\/fuses@\S+ read --app.*\n\s*node scripts\/check-fuses\.mjs/);
    const asked = below("electronFuses").filter((line) => /^\w+: (true|false)$/.test(line));
    const read = asked.map((line) => {
      const [name = "", on] = line.split(": ");
      return `${name[0]?.toUpperCase()}${name.slice(1)} is ${on === "true" ? "Enabled" : "Disabled"}`;
    });
    expect(differences(config, read.join("\n"))).toEqual([]);
    expect(differences(config, read.join("\n").replace("RunAsNode is Disabled", "RunAsNode is Enabled"))).toEqual([
      "RunAsNode is Enabled instead of Disabled",
    ]);
    expect(differences(config, "")).toHaveLength(asked.length);
  });

  it("look every week whether the pinned Electron is still the current one", () => {
    const workflow = readFileSync(".github/workflows/electron-release.yml", "utf8");
    expect(workflow).toContain("npm outdated electron");
    expect(workflow).toContain("schedule:");
  });
});
