// The loopback server and the window's end of it in a real Chromium: what its headers allow, and what they keep out.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPlaces, findBrowser } from "../../src-main/report/browser.ts";
import { buildReport } from "../../src-main/report/build.ts";
import { exampleInput } from "../../src-main/report/example.fixture.ts";
import { renderHtml } from "../../src-main/report/render.ts";
import { closeAfterwards, folder, type Running, start } from "./harness.ts";
import { buildTestPage } from "./test-page.ts";

const program = findBrowser(browserPlaces(process.platform, process.env));

describe.skipIf(program === null)("in a browser", () => {
  let renderer: string;
  let browser: Browser;
  let server: Running;

  beforeAll(async () => {
    renderer = await buildTestPage();
    server = await start({}, { renderer });
    browser = await chromium.launch({
      executablePath: program as string,
      // Chromium refuses its sandbox to root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    });
  });
  afterAll(() => browser.close());

  /** A page in a browser profile of its own, and what it complained about. */
  async function visit(address: string, context?: BrowserContext): Promise<{ page: Page; errors: string[] }> {
    const own = context ?? (await browser.newContext());
    if (!context) closeAfterwards(() => own.close());
    const page = await own.newPage();
    const errors: string[] = [];
    page.on("console", (message) => /^(error|warning)$/.test(message.type()) && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(address);
    return { page, errors };
  }

  // Not by waitForFunction, which the page's policy forbids as it forbids all made-up code.
  const states = async (page: Page): Promise<readonly string[]> =>
    ((await page.evaluate("window.states")) as string[] | undefined) ?? [];
  const connected = (page: Page) => expect.poll(() => states(page), { timeout: 20_000 }).toContain("ready");
  const script = (page: Page) => page.evaluate("client.request('recipe', {}).then(({ script }) => script)");

  test("a window opens by its address, and the token is in no address afterwards", async () => {
    const { page, errors } = await visit(server.loopback.address({ project: "/data/a b&c.plimsoll", sample: true }));
    await connected(page);
    expect(await script(page)).toBe("echo recorded");
    expect(await page.evaluate("shell.initial")).toEqual({ project: "/data/a b&c.plimsoll", sample: true });
    expect(page.url()).toBe(`${server.origin}/#/start`);
    expect(await page.evaluate("window.crossOriginIsolated")).toBe(true);
    expect(await page.evaluate("document.cookie")).toBe("");
    expect(await page.evaluate("window.violations")).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a reload and another tab go on with the session, and open nothing by themselves", async () => {
    const { page } = await visit(server.loopback.address({ project: "/data/a.plimsoll" }));
    await connected(page);
    await page.reload();
    await connected(page);
    expect(await script(page)).toBe("echo recorded");
    expect(await page.evaluate("shell.initial")).toEqual({ project: null, sample: false });
    const other = await visit(`${server.origin}/#/guests`, page.context());
    await connected(other.page);
    expect(other.page.url()).toBe(`${server.origin}/#/guests`);
  });

  test("an address opens one window; a second browser is told why it opens no other", async () => {
    const address = server.loopback.address({ project: "/data/a.plimsoll" });
    await connected((await visit(address)).page);
    const { page } = await visit(address);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("This address has opened a window before");
    expect(await page.evaluate("window.client")).toBeUndefined();
  });

  test("a browser that was never given an address gets none of the data", async () => {
    const { page } = await visit(`${server.origin}/`);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("no session");
  });

  test("an address with a wrong token opens no project in a window that has a session", async () => {
    const { page } = await visit(server.loopback.address());
    await connected(page);
    const other = await visit(`${server.origin}/#t=${"A".repeat(43)}&project=/evil&sample=1`, page.context());
    await connected(other.page);
    expect(await other.page.evaluate("shell.initial")).toEqual({ project: null, sample: false });
  });

  test("opens another window on the same back end, at the place asked for", async () => {
    const { page } = await visit(server.loopback.address());
    await connected(page);
    const opened = page.context().waitForEvent("page");
    await page.evaluate("shell.openWindow('#/query?detail=a')");
    const other = await opened;
    await connected(other);
    expect(other.url()).toBe(`${server.origin}/#/query?detail=a`);
    expect(await script(other)).toBe("echo recorded");
    expect(await other.evaluate("window.opener")).toBeNull();
  });

  test("two windows of one browser keep working side by side, whichever came first", async () => {
    const running = await start({}, { renderer });
    const { page: first } = await visit(running.loopback.address());
    await connected(first);
    const { page: second } = await visit(running.loopback.address(), first.context());
    await connected(second);
    for (const link of running.links) link.close();
    for (const page of [first, second]) {
      await expect.poll(() => states(page), { timeout: 20_000 }).toEqual(["connecting", "ready", "lost", "ready"]);
      expect(await script(page)).toBe("echo recorded");
      const paths = await page.evaluate(
        "shell.upload([new File(['text'], 'a.txt')], () => {}, new AbortController().signal)",
      );
      expect(readFileSync((paths as string[])[0] ?? "", "utf8")).toBe("text");
      const opened = page.context().waitForEvent("page");
      await page.evaluate("shell.openWindow('#/start')");
      await connected(await opened);
    }
  });

  const id = "a".repeat(32);
  const stage = (name: string, text: string, of = id): void => {
    mkdirSync(join(server.staging, of), { recursive: true });
    writeFileSync(join(server.staging, of, name), text);
  };
  const frame = (of: string) => `new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "";
    frame.name = "report";
    frame.onload = resolve;
    frame.src = shell.viewUrl({ id: "${of}" });
    document.body.append(frame);
  }).then(() => {})`;

  test("a report shows in a sandboxed frame with its own style, and tells of nothing it was refused", async () => {
    stage("report.html", renderHtml(buildReport(exampleInput())));
    const { page, errors } = await visit(server.loopback.address());
    await connected(page);
    // Each change makes another preview.
    await page.evaluate(frame(id));
    await page.evaluate("document.querySelector('iframe').remove()");
    await page.evaluate(frame(id));
    const report = page.frame("report");
    expect(await report?.locator("h1, .answer, main").first().innerText()).toContain("fit");
    // Its style has been taken: without one a link in the list of parts is underlined.
    const line = await report?.evaluate("getComputedStyle(document.querySelector('nav a')).textDecorationLine");
    expect(line).toBe("none");
    expect(errors).toEqual([]);
  });

  test("a report that holds a script runs none, sends nothing and leaves its frame for nowhere", async () => {
    const evil = "b".repeat(32);
    let asked = 0;
    const outside = createServer((_, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
    closeAfterwards(() => outside.close());
    const there = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    stage(
      "report.html",
      `<title>quiet</title><p id="words">words</p>
      <script>document.title = "ran"; parent.postMessage("ran", "*"); top.location = "${there}"</script>
      <img src=x onerror="document.title='ran'"><img src="${there}"><link rel=stylesheet href="${there}">
      <svg onload="document.title='ran'"></svg><iframe src="${there}"></iframe><object data="${there}"></object>
      <meta http-equiv=refresh content="0;url=${there}"><form id=f action="${there}"><button>send</button></form>`,
      evil,
    );
    const { page } = await visit(server.loopback.address());
    await connected(page);
    await page.evaluate("window.heard = []; addEventListener('message', ({ data }) => heard.push(data))");
    await page.evaluate(frame(evil));
    const report = page.frame("report");
    expect(await report?.locator("#words").innerText()).toBe("words");
    await report?.locator("button").click();
    // A page asked for later has come: whatever the report could have asked for would have too.
    await stillServesPage(server);
    expect(await report?.title()).toBe("quiet");
    expect(await page.evaluate("heard")).toEqual([]);
    expect(asked).toBe(0);
    expect(page.url()).toContain(server.origin);
  });

  test("a report opened as a page of its own is as powerless", async () => {
    const alone = "c".repeat(32);
    stage(
      "report.html",
      "<title>quiet</title><script>document.title = document.cookie || 'ran'</script><p>words",
      alone,
    );
    const { page } = await visit(server.loopback.address());
    await connected(page);
    await page.goto(`${server.origin}/view/${alone}`);
    expect(await page.title()).toBe("quiet");
    expect(await page.locator("p").innerText()).toBe("words");
  });

  test("a staged file comes as a download under its own name", async () => {
    const other = "d".repeat(32);
    stage('Größe "1" 100%.csv', "a,b\n1,2\n", other);
    const { page } = await visit(server.loopback.address());
    await connected(page);
    const download = page.waitForEvent("download");
    await page.evaluate(`shell.deliver({ id: "${other}", name: ${JSON.stringify('Größe "1" 100%.csv')}, bytes: 8 })`);
    const got = await download;
    // Chromium takes characters out of names that some file systems do not have.
    expect(got.suggestedFilename()).toMatch(/^Größe .1. 100%\.csv$/);
    expect(readFileSync(await got.path(), "utf8")).toBe("a,b\n1,2\n");
  });

  test("a download is called as the window says, with the ending of the file", async () => {
    const other = "e".repeat(32);
    stage("host-report.html", "<p>", other);
    const { page, errors } = await visit(server.loopback.address());
    await connected(page);
    const save = async (name: string): Promise<string> => {
      const download = page.waitForEvent("download");
      await page.evaluate(`shell.deliver({ id: "${other}", name: ${JSON.stringify(name)}, bytes: 3 })`);
      return (await download).suggestedFilename();
    };
    expect(await save("How many guests fit – Köln.html")).toBe("How many guests fit – Köln.html");
    expect(await save("../evil.sh")).toBe("_evil.sh.html");
    expect(await save("a".repeat(5000))).toBe(`${"a".repeat(115)}.html`);
    expect(errors).toEqual([]);
  });

  test("chosen files come to the back end's machine whole, with progress", async () => {
    const { page } = await visit(server.loopback.address());
    await connected(page);
    const from = folder();
    writeFileSync(join(from, "perf 1%.data"), Buffer.alloc(3_000_000, 7));
    writeFileSync(join(from, "ü.txt"), "text");
    writeFileSync(join(from, "empty"), "");
    await page.locator("input").setInputFiles([join(from, "perf 1%.data"), join(from, "ü.txt"), join(from, "empty")]);
    const [paths, last] = (await page.evaluate(`(async () => {
      let last = null;
      const files = [...document.querySelector("input").files];
      return [await shell.upload(files, (done, total) => { last = [done, total]; }, new AbortController().signal), last];
    })()`)) as [string[], [number, number]];
    expect(last).toEqual([3_000_004, 3_000_004]);
    expect(paths.map((path) => path.split("/").at(-1)).sort()).toEqual(["empty", "perf 1%.data", "ü.txt"]);
    for (const path of paths) {
      expect(path.startsWith(join(server.staging, "upload-"))).toBe(true);
      expect(readFileSync(path).equals(readFileSync(join(from, path.split("/").at(-1) ?? "")))).toBe(true);
    }
  });

  test("a dropped folder comes as one folder", async () => {
    const { page } = await visit(server.loopback.address());
    await connected(page);
    // A drop of a folder as the browser gives it: entries that are read step by step.
    const paths = (await page.evaluate(`(() => {
      const file = (name, text) => ({ name, isFile: true, file: (take) => take(new File([text], name)) });
      const dir = (name, inside) => ({ name, isFile: false, createReader: () => {
        const turns = [inside, []];
        return { readEntries: (take) => take(turns.shift()) };
      } });
      const entry = dir("host", [file("meta.txt", "m"), dir("vm 1", [file("meta.txt", "deep")])]);
      const transfer = { items: [{ webkitGetAsEntry: () => entry }, { webkitGetAsEntry: () => file("host.txt", "h") },
        { webkitGetAsEntry: () => file("host.txt", "second") }] };
      return shell.dropped(transfer, () => {}, new AbortController().signal);
    })()`)) as string[];
    expect(paths).toHaveLength(3);
    const [host, text, second] = ["host", "host.txt", "2"].map((name) =>
      paths.find((path) => path.endsWith(`/${name}`)),
    );
    expect(readFileSync(join(host ?? "", "vm 1", "meta.txt"), "utf8")).toBe("deep");
    expect(readFileSync(text ?? "", "utf8")).toBe("h");
    expect(readFileSync(join(second ?? "", "host.txt"), "utf8")).toBe("second");
  });

  test("a cancelled upload fails with its code and keeps nothing", async () => {
    const { page } = await visit(server.loopback.address());
    await connected(page);
    const code = await page.evaluate(`(async () => {
      const abort = new AbortController();
      const files = [new File([new Uint8Array(60_000_000)], "big")];
      const upload = shell.upload(files, (done) => done > 0 && abort.abort(), abort.signal);
      return upload.then(() => "there", (error) => error.report.code);
    })()`);
    expect(code).toBe("job.cancelled");
  });

  test("a refused upload tells the server's reason and the file", async () => {
    const small = await start({ uploadBytes: 10 }, { renderer });
    const { page } = await visit(small.loopback.address());
    await connected(page);
    const report = await page.evaluate(`shell
      .upload([new File(["more than ten bytes"], "big.dat")], () => {}, new AbortController().signal)
      .then(() => null, (error) => error.report)`);
    expect(report).toMatchObject({ code: "upload.too_large", where: { file: "big.dat" } });
  });

  test("a window finds back when its socket is lost, and says when the server is gone", async () => {
    const fleeting = await start({}, { renderer });
    const { page } = await visit(fleeting.loopback.address());
    await connected(page);
    for (const link of fleeting.links) link.close();
    await expect.poll(() => states(page), { timeout: 20_000 }).toEqual(["connecting", "ready", "lost", "ready"]);
    expect(await script(page)).toBe("echo recorded");
    await fleeting.loopback.close();
    await expect.poll(async () => (await states(page)).at(-1), { timeout: 20_000 }).toBe("lost");
    // A new server on the same port knows nothing of the old one's windows.
    await start({}, { renderer, port: fleeting.port });
    await expect.poll(async () => (await states(page)).at(-1), { timeout: 20_000 }).toBe("gone");
  });

  test("another page of this machine gets nothing from the server, by whatever way a browser knows", async () => {
    const { page: own } = await visit(server.loopback.address());
    await connected(own);
    stage("report.html", "<p>secret", id);
    const foreign = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>foreign"));
    await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
    closeAfterwards(() => foreign.close());
    const sessions = server.links.length;
    // The same browser: its cookie of 127.0.0.1 goes to every port.
    const { page } = await visit(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`, own.context());
    const opened = page.context().waitForEvent("page");
    const outcome = await page.evaluate(`(async () => {
      const at = (path) => "${server.origin}" + path;
      const tried = (work) => work.then(() => "got", () => "refused");
      const loads = (tag, set) => new Promise((resolve, reject) => {
        const one = Object.assign(document.createElement(tag), set);
        one.onload = resolve;
        one.onerror = reject;
        document.body.append(one);
      });
      const body = JSON.stringify({ token: "x" });
      return {
        fetch: await tried(fetch(at("/"))),
        credentials: await tried(fetch(at("/file/${id}"), { credentials: "include" })),
        blind: await fetch(at("/invite"), { method: "POST", mode: "no-cors", credentials: "include" })
          .then((r) => r.type + r.status, () => "refused"),
        post: await tried(fetch(at("/session"), { method: "POST", headers: { "content-type": "application/json" }, body })),
        put: await tried(fetch(at("/upload/${id}/x"), { method: "PUT", credentials: "include", body: "x" })),
        script: await tried(loads("script", { src: at("/assets/none.js") })),
        image: await tried(loads("img", { src: at("/view/${id}") })),
        socket: await new Promise((resolve) => {
          const socket = new WebSocket("ws://${server.host}/socket", ["plimsoll", "key.${"A".repeat(43)}"]);
          socket.onopen = () => resolve("got");
          socket.onerror = () => resolve("refused");
        }),
        opened: (window.open(at("/")), "opened"),
      };
    })()`);
    expect(outcome).toEqual({
      fetch: "refused",
      credentials: "refused",
      blind: "refused",
      post: "refused",
      put: "refused",
      script: "refused",
      image: "refused",
      socket: "refused",
      opened: "opened",
    });
    const popup = await opened;
    await popup.waitForLoadState();
    expect(await popup.locator("body").innerText()).toContain("another site");
    expect(server.links.length).toBe(sessions);
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.onload = frame.onerror = resolve;
      frame.src = "${server.origin}/";
      document.body.append(frame);
    })`);
    const inside = page.frames().find((one) => one !== page.mainFrame());
    expect(
      inside === undefined || !inside.url().startsWith(server.origin) || !(await inside.content()).includes("root"),
    ).toBe(true);
    await stillServesPage(server);
  });

  async function stillServesPage(running: Running): Promise<void> {
    const { page } = await visit(running.loopback.address());
    await connected(page);
    expect(await script(page)).toBe("echo recorded");
  }
});
