import { describe, expect, it } from "vitest";
import { isPage, isView, pageUrl, projectOf, viewUrl } from "./address.ts";

const id = "0123456789abcdef0123456789abcdef";

describe("addresses of the window", () => {
  it("tell the page from everything else", () => {
    expect(isPage(pageUrl("#/query?project=%2Fa"))).toBe(true);
    expect(isPage(pageUrl())).toBe(true);
    for (const other of [
      viewUrl(id),
      "app://plimsoll/index.html",
      "app://plimsoll.evil/",
      "https://plimsoll/",
      "app://other/",
    ])
      expect(isPage(other)).toBe(false);
  });

  it("tell a staged report from everything else", () => {
    expect(isView(viewUrl(id))).toBe(true);
    for (const other of [
      `app://plimsoll/file/${id}`,
      "app://plimsoll/view/x",
      `app://plimsoll/view/${id}/..`,
      pageUrl(),
    ])
      expect(isView(other)).toBe(false);
  });

  it("name the project that the page shows", () => {
    expect(projectOf(pageUrl("#/whatif?project=%2Fdata%2Fweb.plimsoll&guest=a"))).toBe("/data/web.plimsoll");
    expect(projectOf(pageUrl("#/start"))).toBe(null);
    expect(projectOf("https://example.org/#/start?project=/a")).toBe(null);
  });
});
