import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type ReportPanel as Panel, REPORT_SECTIONS, ReportDocument } from "../../src-shared/protocol/report.ts";
import { buildReport, type ReportInput } from "./build.ts";
import { exampleInput } from "./example.fixture.ts";
import { exampleAttribution, exampleComparison } from "./example-comparison.fixture.ts";
import { renderHtml } from "./render.ts";

/** The HTML as a reader of `<data>` sees it, written without the renderer's own helpers. */
const dataOf = (html: string): { value: string; ref: string }[] =>
  [...html.matchAll(/<data value="([^"]*)" data-ref="([^"]*)">/g)].map((match) => ({
    value: unescaped(match[1]!),
    ref: unescaped(match[2]!),
  }));

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

const at = (document: unknown, path: string): unknown =>
  path
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], document);

/** Numbers of three and more digits outside the elements that may hold them. */
const looseNumbers = (html: string): string[] =>
  [
    ...html
      .slice(html.indexOf("<body>"))
      .replace(/<(script|style|svg|data|code|pre|time)\b[\s\S]*?<\/\1>/gi, " ")
      .replace(/<[^>]*>/g, " ")
      .matchAll(/(?<![\w.-])\d{3,}(?![\w-])/g),
  ].map((match) => match[0]);

/** All places where a pattern fits, so that a failure names them and not the whole page. */
const matches = (text: string, pattern: RegExp): string[] => [...(text.match(pattern) ?? [])].map(String);

/** What is given when nothing was recorded: guests that are made up, no captures. */
const madeUp = (): ReportInput => {
  const { density, profile } = exampleInput();
  return {
    title: "Made-up guests",
    density: {
      ...density,
      scenario: {
        host: { memory_bytes: 2 ** 38, reserve_bytes: 2 ** 33 },
        guests: [{ kind: "static", ram_bytes: 2 ** 32 }],
      },
      n: { p5: 58, p50: 58, p95: 58 },
      replications: { outer: 1, inner: 1 },
      coverage: { grade: "E", reasons: ["guests of kind static are made up"], raise_by: [] },
      mechanisms: [],
      curve: [{ n: 58, p_fits: 1, p99_slowdown: 1 }],
      slowdown: { p50: 1, p99: 1 },
      overrun: { p: 0, depth_pages: { mean: 0, p95: 0 }, seconds: { mean: 0, p95: 0 } },
      rules_of_thumb: [],
      provenance: [],
      assumptions: [],
    },
    profile: { ...profile, guests: [], sharing: null, ksm: null },
    captures: [],
    guests: [],
    problems: [],
  };
};

const hostile = "<script>alert(1)</script>\"'&`{{x}}\u0000\u202ekcab 12345";

/** The example with hostile text wherever a capture or a user can put text. */
const attacked = (): ReportInput => {
  const input = exampleInput();
  return {
    ...input,
    title: hostile,
    density: {
      ...input.density,
      scenario: { host: { memory_bytes: 2 ** 32 }, note: hostile },
      coverage: { grade: "D", reasons: [hostile], raise_by: [hostile] },
      binding: [{ resource: hostile, share: 1 }],
      assumptions: [{ id: hostile, text: hostile, value: hostile, evidence: hostile }],
      rules_of_thumb: [{ id: hostile, title: hostile, n: 3 }],
      waterfall: [{ id: hostile, title: hostile, bytes: 4096, guests: 52 }],
      provenance: [
        { field: hostile, sources: [{ what: hostile, sha256: null, note: hostile }], sql: `SELECT '${hostile}'` },
      ],
    },
    profile: {
      ...input.profile,
      guests: input.profile.guests.map((guest) => ({ ...guest, guest: `${hostile}${guest.guest}` })),
      sharing: { ...input.profile.sharing!, common: [{ guests: [hostile], contents: 5 }] },
      ksm: { ...input.profile.ksm!, settings: { [hostile]: hostile } },
    },
    captures: input.captures.map((capture) => ({ ...capture, name: hostile, format: hostile, clock: hostile })),
    guests: input.guests.map((guest) => ({ ...guest, name: `${hostile}${guest.name}`, pinned: { reason: hostile } })),
    problems: input.problems.map((problem) => ({
      ...problem,
      code: hostile,
      excerpt: hostile,
      expected: hostile,
      next: hostile,
    })),
  };
};

const axis = {
  ...{ kind: "time" as const, at: [0, 1000, 2000], words: [], guests: [], name: "", from_ms: 0, to_ms: 3000 },
  ...{ step_ms: 1000, address: false, absolute: false },
};

/** A dashboard with a panel of every shape; `words` stand wherever an author or a capture can put text. */
const dashboards = (words: string): NonNullable<ReportInput["dashboards"]> => {
  const panel = (id: string, shown: Panel["shown"], sql: string | null = "SELECT 1"): Panel => ({
    ...{ id, title: `${words} ${id}`, sub: words, shown, notes: [words], how: `${words}.`, sql },
  });
  const series = { title: words, guest: 0, colour: null, mean: [1234, null, 5678.5], min: null, max: null };
  const lost: [number, number][] = [[500, 1500]];
  const lines = { shape: "series" as const, axis, lost, unit: "bytes", series: [series], limit: null, stacked: false };
  return [
    {
      title: words,
      about: words,
      span: { from_ms: 1000, to_ms: 2500 },
      guests: [words],
      parameters: [{ name: "top", value: 123456 }],
      panels: [
        panel("line", { ...lines, form: "line" }),
        panel("band", {
          ...lines,
          form: "line",
          series: [{ ...series, min: [1, null, 5000], max: [2000, null, 6000] }],
        }),
        panel("area", { ...lines, form: "area", stacked: true, series: [series, { ...series, guest: null }] }),
        panel("lying", {
          ...{ ...lines, form: "lying", unit: null, limit: { value: 9, title: words } },
          axis: { ...axis, kind: "words", at: [], words: [words, "b", ""], guests: [0, 1, null] },
        }),
        panel("heat", {
          ...{
            shape: "heat",
            axis,
            lost,
            columns: 3,
            rows: 4,
            cells: [
              [0, 1, 7],
              [2, 3, 12345],
            ],
            unit: words,
          },
          y: { from: 0, to: 2 ** 27, unit: "bytes", words: null },
        }),
        panel("rows", {
          ...{ shape: "rows", total: 2 },
          columns: ["guest", "bytes"].map((name, i) => ({ name, type: i === 0 ? "VARCHAR" : "BIGINT", unit: null })),
          rows: [
            [words, 123456],
            [null, null],
          ],
        }),
        panel("number", { shape: "number", value: 2 ** 30, unit: "bytes", of: "last", start: 5 }),
        panel("answer", { shape: "answer", field: "n" }, null),
        panel("curve", { shape: "answer", field: "curve" }, null),
        panel("binding", { shape: "answer", field: "binding" }, null),
        panel("text", { shape: "text", text: `# ${words}\n- **${words}**\n\`${words}\`` }),
        panel("nothing", { shape: "nothing", what: words, why: words }),
      ],
    },
  ];
};

const shown = (): ReportInput => ({
  ...exampleInput(),
  startWallMs: 1_795_251_980_000,
  dashboards: dashboards("Morning"),
});
const attackedShown = (): ReportInput => ({ ...attacked(), dashboards: dashboards(hostile) });

test("the document keeps its schema and leaves out what differs between equal runs", () => {
  const report = buildReport(exampleInput());
  expect(ReportDocument.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect("run" in report.density).toBe(false);
});

test("every number of the page stands in the document under its path", () => {
  for (const input of [exampleInput(), madeUp(), attacked(), shown(), attackedShown()]) {
    const report = buildReport(input);
    const list = dataOf(renderHtml(report));
    expect(list.length).toBeGreaterThan(20);
    const parsed: unknown = JSON.parse(JSON.stringify(report));
    for (const { value, ref } of list) expect(String(at(parsed, ref)), ref).toBe(value);
  }
});

test("no number of three digits stands in the prose", () => {
  for (const input of [exampleInput(), madeUp(), attacked(), shown(), attackedShown()])
    expect(looseNumbers(renderHtml(buildReport(input)))).toEqual([]);
});

test("every link of the page leads to a place on it", () => {
  for (const input of [exampleInput(), madeUp(), attacked()]) {
    const html = renderHtml(buildReport(input));
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, href] of html.matchAll(/ href="([^"]*)"/g)) {
      expect(href).toMatch(/^#/);
      expect(ids).toContain(href!.slice(1));
    }
  }
});

test("the file loads nothing and runs nothing, and its policy says so", () => {
  const html = renderHtml(buildReport(exampleInput()));
  expect(
    matches(
      html,
      /<(script|iframe|object|embed|base|link|img)\b|@import|url\((?!#)|https?:\/\/(?!www\.w3\.org\/2000\/svg)/gi,
    ),
  ).toEqual([]);
  expect(matches(html, / (on\w+|style)="/g)).toEqual([]);
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  expect(matches(html, /http-equiv="Content-Security-Policy" content="[^"]*"/)).toEqual([
    `http-equiv="Content-Security-Policy" content="${policy}"`,
  ]);
  expect(html.match(/<style/g)).toHaveLength(1);
});

test("text of captures and users stays text", () => {
  const html = renderHtml(buildReport(attacked()));
  expect(matches(html, /<script/i)).toEqual([]);
  expect([...html].filter((character) => character === "\u0000" || character === "\u202e")).toEqual([]);
  expect(matches(html, /&#60;script&#62;/).length).toBeGreaterThan(0);
  // Every tag is one that the report itself uses: the text brought none along.
  const own = new Set(matches(renderHtml(buildReport(exampleInput())), /<[a-z]\w*/g));
  for (const tag of matches(html, /<[a-z]\w*/g)) expect(own).toContain(tag);
});

test("equal input gives equal bytes, whatever was drawn before", () => {
  const first = renderHtml(buildReport(exampleInput()));
  renderHtml(buildReport(madeUp()));
  expect(renderHtml(buildReport(exampleInput())) === first).toBe(true);
});

test("the answer never stands bare: interval, grade, what binds and the hashes of the captures are there", () => {
  const input = exampleInput();
  const html = renderHtml(buildReport(input));
  const heading = /<h1>([\s\S]*?)<\/h1>/.exec(html)![1]!.replace(/<[^>]*>/g, "");
  expect(heading).toBe("52 guests fit (p5 44, p95 61) while p99 slowdown stays under 5\u202f%. Memory is what binds.");
  expect(html.includes("Coverage D.")).toBe(true);
  for (const { name, sha256 } of input.captures) expect(html.includes(sha256), name).toBe(true);
});

test("arithmetic on made-up guests says that it is arithmetic and warns", () => {
  const html = renderHtml(buildReport(madeUp()));
  const has = (text: string): boolean => html.includes(text);
  expect(has("is what binds; there is no interval because this is arithmetic.")).toBe(true);
  expect(has("Do not buy or fill a host on this answer alone.")).toBe(true);
  expect(has("ran when the host was recorded")).toBe(false);
});

test("predicted against observed is the first chart", () => {
  const html = renderHtml(buildReport(exampleInput()));
  expect(/<figure id="([^"]*)"/.exec(html)![1]).toBe("recorded-host");
});

test("every chart has a table behind it and a sentence for those who cannot see it", () => {
  const html = renderHtml(buildReport(exampleInput()));
  const figures = [...html.matchAll(/<figure [\s\S]*?<\/figure>/g)].map((match) => match[0]);
  expect(figures.length).toBeGreaterThanOrEqual(7);
  for (const figure of figures) {
    expect(matches(figure, /<svg|<table/g)).toEqual(["<svg", "<table"]);
    expect(matches(figure, /role="img" aria-label="[^"]{30,}"/g)).toHaveLength(1);
  }
});

test("the author's note stands under the answer, in the author's lines, and in the document", () => {
  const note = "Agreed with the operators.\nAsk again in 12 weeks.";
  const report = buildReport({ ...exampleInput(), note });
  const html = renderHtml(report);
  const [heading, place, ground] = [html.indexOf("<h1>"), html.indexOf(note), html.indexOf("Coverage D.")];
  expect(heading).toBeLessThan(place);
  expect(place).toBeLessThan(ground);
  expect(report.note).toBe(note);
  expect(buildReport({ ...exampleInput(), note: "  " }).note).toBe(null);
});

test("a note of an attacker stays text", () => {
  const html = renderHtml(buildReport({ ...exampleInput(), note: hostile }));
  expect(matches(html, /<script/i)).toEqual([]);
  expect(looseNumbers(html)).toEqual([]);
});

test("sections that the author leaves out are gone from page and links, and are listed as left out", () => {
  const without = ["wrong", "contents", "captures", "compared"];
  const report = buildReport({ ...exampleInput(), without });
  const html = renderHtml(report);
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  for (const id of without) expect(ids).not.toContain(id);
  for (const id of ["answer", "fits", "memory", "repeat", "provenance"]) expect(ids).toContain(id);
  for (const [, href] of html.matchAll(/ href="#([^"]*)"/g)) expect(ids).toContain(href);
  for (const title of ["When it goes wrong", "Contents and sharing", "Captures", "Predicted and observed"]) {
    expect(report.left_out).toContainEqual({ section: title, why: "the author left it out" });
    expect(html.includes(`<li>${title}: the author left it out.</li>`)).toBe(true);
  }
  expect(report.profile).toEqual(buildReport(exampleInput()).profile);
});

test("every section that can be left out is one of the page", () => {
  const input = exampleInput();
  const whole = renderHtml(buildReport({ ...input, comparison: exampleComparison(input.density.scenario) }));
  for (const { id } of REPORT_SECTIONS) expect(whole).toContain(`<section id="${id}">`);
  const least = renderHtml(buildReport({ ...exampleInput(), without: REPORT_SECTIONS.map(({ id }) => id) }));
  expect([...least.matchAll(/<section id="([^"]*)">/g)].map((match) => match[1])).toEqual([
    "answer",
    "repeat",
    "provenance",
  ]);
});

test("a comparison of systems and an attribution stand on the page, every number with its card, and what is not told in words", () => {
  const input = exampleInput();
  const { scenario } = input.density;
  const document = buildReport({
    ...input,
    density: { ...input.density, shapley: exampleAttribution(scenario) },
    comparison: exampleComparison(scenario),
  });
  const page = renderHtml(document);
  const own = /<section id="systems">.*?<\/section>/s.exec(page)![0];
  // From the made-up reply: N* of KSM, and its difference with the interval.
  expect(own).toContain('href="#card-system-2"><data value="39" data-ref="comparison.rows[1].n.p50">39</data>');
  expect(own.replace(/<[^>]+>/g, "")).toContain("+8 (+5 to +12) against static memory");
  expect(own).toContain("section sizes of");
  expect(own).not.toContain("Spacer <b>");
  for (const [, anchor] of own.matchAll(/href="#(card-[^"]+)"/g)) expect(page).toContain(`id="${anchor}"`);
  const memory = /<section id="memory">.*?<\/section>/s.exec(page)![0];
  expect(memory).toContain('data-ref="density.shapley.players[1].n.mean">6.00<');
  expect(document.left_out.map(({ section }) => section)).not.toContain("Systems compared");
  expect(buildReport(input).left_out.map(({ section }) => section)).toContain("Systems compared");
});

test("a host whose memory no capture tells is marked as assumed before any other fact", () => {
  const input = exampleInput();
  const assumed = { id: "host.memory_bytes", text: "memory of the host", value: "64.00 GiB", evidence: "assumed" };
  const of = (assumptions: typeof input.density.assumptions): string =>
    renderHtml(buildReport({ ...input, density: { ...input.density, assumptions } }));
  const page = of([...input.density.assumptions, assumed]);
  expect(page.indexOf('class="warning"')).toBeLessThan(page.indexOf('class="facts"'));
  expect(page).toContain("64.00 GiB</data> is assumed");
  expect(of(input.density.assumptions.filter(({ id }) => id !== assumed.id))).not.toContain('class="warning"');
});

test("a section that there is not cannot be left out", () => {
  expect(() => buildReport({ ...exampleInput(), without: ["provenance"] })).toThrow(
    expect.objectContaining({ report: expect.objectContaining({ code: "report.unknown_section", exit: 2 }) }),
  );
});

test("every number of a dashboard leads to a card of its panel with the query that reads it again", () => {
  const html = renderHtml(buildReport(shown()));
  expect(html).toContain('<a class="num" tabindex="-1" href="#card-dashboard-1-1"><data value="1234"');
  expect(matches(html, /id="card-dashboard-1-\d+"/g)).toHaveLength(9);
  expect(html.match(/<svg/g)?.length).toBeGreaterThan(6);
  expect(matches(html, /NaN|undefined/g)).toEqual([]);
});

test("a panel with nothing to show is told among what is left out, with its reason", () => {
  const { left_out } = buildReport(shown());
  expect(left_out).toContainEqual({ section: "Morning: Morning nothing", why: "Morning: Morning" });
});

test("calls of functions and NUMA nodes stand on the page where the answer has them, every number with its card", () => {
  const input = exampleInput();
  const quantiles = { p5: 4, p50: 5, p95: 6 };
  const page = (density: object): string =>
    renderHtml(buildReport({ ...input, density: { ...input.density, ...density } }));
  const functions = {
    ...{ variant: "hotmem", functions: 52, machines: 52, instances: quantiles, invocations: 1234 },
    ...{ cold_start_share: { p5: 0.1, p50: 0.2, p95: 0.3 }, latency_ms: { p50: 240, p95: 500, p99: quantiles } },
    ...{
      waited_for_memory: 7,
      unserved: 1,
      reclaim_ms: { count: 9, mean: 35, max: 70, migrate: 20, zero: 10, rest: 5 },
    },
    ...{ plug_ms: { count: 3, mean: 40 }, memory_gib_s: quantiles, idle_gib_s: quantiles, peak_bytes: 2 ** 31 },
  };
  const numa = {
    nodes: [
      { bytes: 2 ** 31, guests: 30, most_bytes: 2 ** 30 },
      { bytes: 2 ** 30, guests: 22, most_bytes: 2 ** 29 },
    ],
    split: 2,
    order: [{ guest: hostile, numa: "bind", count: 52, bytes: 2 ** 26 }],
  };
  const source = { what: "scenario", sha256: null, note: null };
  const provenance = ["functions", "numa"].map((field) => ({ field, sources: [source], sql: null }));
  const html = page({ functions, numa, provenance });
  expect(looseNumbers(html)).toEqual([]);
  expect(matches(html, /<script/i)).toEqual([]);
  for (const [value, path, card] of [
    ["1234", "density.functions.invocations", "answer-functions"],
    ["0.3", "density.functions.cold_start_share.p95", "answer-functions"],
    ["20", "density.functions.reclaim_ms.migrate", "answer-functions"],
    ["22", "density.numa.nodes[1].guests", "answer-numa"],
    ["52", "density.numa.order[0].count", "answer-numa"],
    ["2", "density.numa.split", "answer-numa"],
  ]) {
    expect(html).toContain(`href="#card-${card}"><data value="${value}" data-ref="${path}">`);
    expect(html).toContain(`id="card-${card}"`);
  }
  expect(page({})).not.toMatch(/NUMA nodes|density\.functions/);
});
