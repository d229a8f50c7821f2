import { describe, expect, it } from "vitest";
import { frames, ksmEnd, multiplicitiesOf } from "./closed-form.ts";

describe("KSM's end state in closed form", () => {
  // Measured on Linux 6.12.117 and 6.1.192 (mark A of the kernel captures).
  const copies = [2, 3, 5, 10, 255, 256, 257, 258, 512, 513, 514, 600];
  const measured = [...copies.map((n) => [n, 1] as const), [1, 3000] as const];

  it("is what two kernels showed for classes around the cap, zero pages merged like others", () => {
    expect(ksmEnd(measured, 700, { cap: 256, zeroPages: false })).toMatchObject({
      pages_shared: 22,
      pages_sharing: 3861,
      pages_unshared: 3002,
      ksm_zero_pages: 0,
      frames: 22 + 3002,
    });
  });

  it("is what two kernels showed with use_zero_pages", () => {
    expect(ksmEnd(measured, 700, { cap: 256, zeroPages: true })).toMatchObject({
      pages_shared: 19,
      pages_sharing: 3164,
      pages_unshared: 3002,
      ksm_zero_pages: 700,
      frames: 19 + 3002,
    });
  });

  // Nodes and left-over pages by hand.
  it.each([
    [255, 1, 0],
    [256, 1, 0],
    [257, 1, 1],
    [258, 2, 0],
    [513, 2, 1],
  ])("makes of %d copies under a cap of 256 %d nodes and %d left-over pages", (n, nodes, left) => {
    const end = ksmEnd([[n, 1]], 0, { cap: 256, zeroPages: false });
    expect([end.pages_shared, end.pages_unshared, end.frames]).toEqual([nodes, left, frames(n, 256)]);
  });

  it("counts multiplicities of a list of contents", () => {
    const histogram = multiplicitiesOf(Int32Array.of(0, 0, 3, 4, 3, -2, -3, 5), (content) => content === 0);
    expect([...histogram].sort((a, b) => a[0] - b[0])).toEqual([
      [1, 4],
      [2, 1],
    ]);
  });
});
