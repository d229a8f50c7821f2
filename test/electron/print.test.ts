// Reports as PDF by the desktop shell's own printing.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { scratch } from "../program.ts";

vi.mock("electron", () => import("./fake-electron.ts"));
const { BrowserWindow, FakeContents } = await import("./fake-electron.ts");
const { printPdf } = await import("../../src-main/shells/electron/print-pdf.ts");
const { deliver } = await import("../../src-main/shells/electron/dialogs.ts");
const { dialog } = await import("./fake-electron.ts");

const id = "e".repeat(32);
let staging: string;
let target: string;

beforeEach(() => {
  staging = scratch();
  target = join(scratch(), "week 12.pdf");
  mkdirSync(join(staging, id));
  writeFileSync(join(staging, id, "week 12.html"), "<!doctype html><p>33 guests fit");
});

describe("printing a staged report", () => {
  it("loads it in a hidden window without script and without a way to the shell, and writes the file", async () => {
    await printPdf(staging, id, target);
    const window = BrowserWindow.made.at(-1);
    expect(window?.options).toMatchObject({
      show: false,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
    });
    expect(window?.options.webPreferences).not.toHaveProperty("preload");
    expect(window?.loaded).toEqual([`app://plimsoll/view/${id}`]);
    expect(window?.webContents.printed).toMatchObject({
      pageSize: "A4",
      printBackground: true,
      generateTaggedPDF: true,
    });
    expect(readFileSync(target, "latin1")).toMatch(/^%PDF-/);
    expect(window?.destroyed).toBe(true);
  });

  it("keeps the old file when printing fails, and leaves no window and no half file", async () => {
    writeFileSync(target, "the old one");
    const failing = vi.spyOn(FakeContents.prototype, "printToPDF").mockRejectedValue(new Error("no printer"));
    await expect(printPdf(staging, id, target)).rejects.toMatchObject({
      report: { code: "report.pdf", what: "the report could not be printed: no printer", where: { file: target } },
    });
    failing.mockRestore();
    expect(readFileSync(target, "utf8")).toBe("the old one");
    expect(readdirSync(join(target, ".."))).toEqual(["week 12.pdf"]);
    expect(BrowserWindow.getAllWindows()).toEqual([]);
  });

  it("says that a report is gone", async () => {
    await expect(printPdf(staging, "f".repeat(32), target)).rejects.toMatchObject({
      report: { code: "shell.staged_gone" },
    });
    expect(existsSync(target)).toBe(false);
  });
});

describe("saving a staged file", () => {
  const window = {} as never;

  it("copies it where the user says", async () => {
    dialog.save = { canceled: false, filePath: join(scratch(), "own name.html") };
    await deliver(window, staging, id, "week 12.html");
    expect(readFileSync(dialog.save.filePath, "utf8")).toContain("33 guests fit");
    expect(dialog.asked.at(-1)?.options).toMatchObject({ filters: [{ name: "HTML", extensions: ["html"] }] });
  });

  it("does nothing when the user gives up", async () => {
    dialog.save = { canceled: true, filePath: "" };
    await expect(deliver(window, staging, id, "week 12.html")).resolves.toBeUndefined();
  });
});
