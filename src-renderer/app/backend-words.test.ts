import { describe, expect, it } from "vitest";
import { type BannerInput, bannerOf } from "./backend-words.ts";

const at = new Date(2025, 10, 21, 14, 41, 7).getTime();
const input = (rest: Partial<BannerInput>): BannerInput => ({
  backend: { state: "ready", interrupted: [] },
  linked: true,
  shell: "loopback",
  project: {
    name: "rack-17",
    project: "/data/rack-17.plimsoll",
    info: { captures: [{}, {}, {}] } as never,
    last_import_ms: at,
  },
  nowMs: at + 60_000,
  ...rest,
});

describe("a back end that is away", () => {
  it("is not spoken of while all is well", () => {
    expect(bannerOf(input({}))).toBeNull();
    expect(bannerOf(input({ backend: { state: "connecting", interrupted: [] } }))).toBeNull();
  });

  it("says that the project is whole, since when, and what was interrupted", () => {
    expect(bannerOf(input({ backend: { state: "lost", interrupted: ["Import xen-07.trace"] } }))).toEqual({
      kind: "lost",
      title: "The back end stopped and is starting again",
      lines: [
        "Your project rack-17 is whole: 3 captures, as of the last import at 14:41:07.",
        "Interrupted: Import xen-07.trace. Nothing half done was kept.",
      ],
      reload: false,
    });
  });

  it("keeps what was interrupted in sight when it is back", () => {
    const banner = bannerOf(input({ backend: { state: "ready", interrupted: ["Exact answer"] } }));
    expect([banner?.kind, banner?.title]).toEqual(["back", "The back end stopped and has started again"]);
    expect(banner?.lines[1]).toContain("Exact answer");
  });

  it("says how to start the program when it has ended", () => {
    const banner = bannerOf(input({ backend: { state: "gone", interrupted: [] }, linked: false }));
    expect(banner?.title).toBe("Plimsoll has ended");
    expect(banner?.lines.at(-1)).toBe(
      "Start it again with plimsoll serve /data/rack-17.plimsoll and open the address that it prints.",
    );
    const odd = { name: "x", project: "/my data/x.plimsoll", info: { captures: [] } as never, last_import_ms: null };
    const other = bannerOf(input({ backend: { state: "gone", interrupted: [] }, linked: false, project: odd }));
    expect(other?.lines.at(-1)).toContain('serve "/my data/x.plimsoll"');
  });

  it("a window that is loaded again finds no ended program, but a back end of another version", () => {
    const gone = { state: "gone", interrupted: [] } as const;
    expect(bannerOf(input({ backend: gone, linked: false }))?.reload).toBe(false);
    expect(bannerOf(input({ backend: gone, linked: true }))?.reload).toBe(true);
  });

  it("a lost way to a server in the browser is not told as a restart", () => {
    const lost = { state: "lost", interrupted: [] } as const;
    expect(bannerOf(input({ backend: lost, linked: false }))?.title).toBe(
      "Plimsoll does not answer; the window tries to reach it",
    );
    expect(bannerOf(input({ backend: lost, linked: false, shell: "electron" }))?.title).toBe(
      "The back end stopped and is starting again",
    );
  });

  it("without a project speaks of none", () => {
    expect(bannerOf(input({ backend: { state: "lost", interrupted: [] }, project: null }))?.lines).toEqual([]);
  });
});
