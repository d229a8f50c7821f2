import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSettings, parseSettings } from "./settings.ts";

function memory(first: string | null, broken = false): Storage {
  let kept = first;
  return {
    length: 1,
    clear: () => {},
    key: () => null,
    removeItem: () => {},
    getItem: () => kept,
    setItem(_name, value) {
      if (broken) throw new Error("the quota is used up");
      kept = value;
    },
  };
}

const standard = { theme: "system", drawerOpen: false, panes: {}, keys: {}, singleKeys: true, pages: {} };

describe("settings", () => {
  it("are the defaults in a window that never had any", () => {
    expect(createSettings(memory(null)).getState()).toEqual(standard);
  });

  it("come back as they were left", () => {
    const storage = memory(null);
    createSettings(storage).setState({ theme: "light", panes: { drawer: 320 }, keys: { "go.start": ["g h"] } });
    expect(createSettings(storage).getState()).toEqual({
      ...standard,
      theme: "light",
      panes: { drawer: 320 },
      keys: { "go.start": ["g h"] },
    });
  });

  it("a damaged part gives its default, the sound parts stay", () => {
    const text = JSON.stringify({
      theme: "pink",
      drawerOpen: "yes",
      panes: { drawer: 300, form: "wide", rail: -4, odd: null },
      keys: { "go.start": "g s", "go.query": ["g q"] },
      singleKeys: false,
    });
    expect(parseSettings(text)).toEqual({
      ...standard,
      panes: { drawer: 300 },
      keys: { "go.query": ["g q"] },
      singleKeys: false,
    });
  });

  it("text that is no settings at all gives the defaults", () => {
    for (const text of ["", "{", "null", "7", "[]", '"dark"', "{}"]) expect(parseSettings(text)).toEqual(standard);
  });

  it("any stored JSON gives whole settings", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const settings = parseSettings(text);
        expect(Object.keys(settings).sort()).toEqual(Object.keys(standard).sort());
        expect(["system", "dark", "light"]).toContain(settings.theme);
        for (const size of Object.values(settings.panes)) expect(size).toBeGreaterThan(0);
      }),
    );
  });

  it("a storage that is full or forbidden only remembers nothing", () => {
    const settings = createSettings(memory(null, true));
    settings.setState({ theme: "dark" });
    expect(settings.getState().theme).toBe("dark");
  });
});
