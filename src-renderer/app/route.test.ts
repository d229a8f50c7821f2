import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRoute, PAGE_IDS, parseRoute, type Route } from "./route.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const ms = fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0);
const span = fc
  .tuple(ms, ms)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
const route: fc.Arbitrary<Route> = fc.record({
  page: fc.constantFrom(...PAGE_IDS),
  project: fc.option(text),
  selection: fc.record({
    span: fc.option(span),
    guests: fc.array(text, { maxLength: 4 }),
    captures: fc.array(fc.nat(), { maxLength: 4 }),
  }),
  detail: fc.option(text),
});

describe("the address of a window", () => {
  it("gives back page, project, selection and detail, whatever their names", () => {
    fc.assert(
      fc.property(route, (one) => {
        expect(parseRoute(formatRoute(one))).toEqual(one);
      }),
    );
  });

  it("keeps signs that mean something in an address", () => {
    const odd = {
      ...parseRoute(""),
      page: "query",
      project: "/a?b#c&d=e+f %41",
      detail: "sql:SELECT 'a?b' -- #&=",
    } as const;
    expect(parseRoute(formatRoute(odd))).toEqual(odd);
  });

  it("goes to Start when it is odd", () => {
    for (const hash of ["", "#", "#/", "#/nowhere", "#whatever?from=1", "#/../../etc"])
      expect(parseRoute(hash).page).toBe("start");
  });

  it("leaves out a span that is none", () => {
    for (const search of ["from=1", "from=2&to=1", "from=1&to=1", "from=x&to=2", "from=&to=5", "from=Infinity&to=2"])
      expect(parseRoute(`#/query?${search}`).selection.span).toBeNull();
  });

  it("leaves out captures that are no numbers", () => {
    expect(parseRoute("#/query?capture=3&capture=x&capture=1.5&capture=&capture=-2").selection.captures).toEqual([3]);
  });

  it("any address gives a route that can be written again", () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        const first = parseRoute(`#/${hash}`);
        expect(parseRoute(formatRoute(first))).toEqual(first);
      }),
    );
  });
});
