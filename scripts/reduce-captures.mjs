// Makes samples/ and test/fixtures/ from a full set of captures: the same files whatever the machine and the day.
//
//   node scripts/reduce-captures.mjs [--captures DIR] [--out DIR]
//
// DIR of the captures: default PLIMSOLL_CAPTURES, else ../shared/captures. --out: another root than the project's.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decompress } from "fzstd";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const captures = resolve(project, option("--captures", process.env.PLIMSOLL_CAPTURES ?? "../shared/captures"));
const out = resolve(project, option("--out", "."));
if (!existsSync(join(captures, "three-vms"))) {
  console.error(`no captures in ${captures}: set PLIMSOLL_CAPTURES or give --captures DIR`);
  process.exit(2);
}

/** Page of guest memory, and word of a pagemap or kpageflags file, in bytes. */
const PAGE = 4096;
const WORD = 8;
/** A fixture stays below this, so that the repository stays small. */
const FIXTURE_BYTES = 100_000;

const names = (folder) =>
  readdirSync(join(captures, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
const folders = (folder) =>
  readdirSync(join(captures, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
const sizeOf = (file) => statSync(join(captures, file)).size;
const contentBytes = (file) => {
  const bytes = readFileSync(join(captures, file));
  return file.endsWith(".zst") ? decompress(bytes).length : bytes.length;
};
const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** What was written, and what was not, for LOST.md. */
const kept = [];
const lost = [];

function fresh(folder) {
  rmSync(join(out, folder), { recursive: true, force: true });
  mkdirSync(join(out, folder), { recursive: true });
}
function write(path, content) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), content);
}
/** Copies whole files; the rest of the folder is lost, each with what it held, or summed up without `describe`. */
function copy(from, to, keep, describe = null) {
  fresh(to);
  let bytes = 0;
  let files = 0;
  const others = [];
  for (const name of names(from)) {
    const file = `${from}/${name}`;
    if (name === "README.md") continue;
    if (!keep(name)) {
      if (describe) lost.push([file, sizeOf(file), describe(name, file)]);
      else others.push(sizeOf(file));
      continue;
    }
    copyFileSync(join(captures, file), join(out, to, name));
    chmodSync(join(out, to, name), 0o644);
    files++;
    bytes += sizeOf(file);
  }
  kept.push([to, files, bytes]);
  if (others.length > 0)
    lost.push([
      `${from}/: ${others.length} other files`,
      others.reduce((a, b) => a + b, 0),
      "variants of the kept ones",
    ]);
}

const held = (name, file) => {
  const content = contentBytes(file);
  const digests = existsSync(join(captures, dirname(file), "pages.csv.zst"))
    ? "; their digests are in pages.csv.zst"
    : "";
  if (/\.raw\.zst$/.test(name)) return `${count(content / PAGE)} pages of guest memory${digests}`;
  if (/\.bin\.zst$/.test(name)) return `${count(content / WORD)} words; decoded in pages.csv.zst`;
  return `${count(content)} bytes of content`;
};

// ---- samples ------------------------------------------------------------------------------------
copy("three-vms", "samples/three-vms", (name) => !/\.(raw|bin)\.zst$/.test(name), held);
for (const run of folders("ksm-session")) copy(`ksm-session/${run}`, `samples/ksm-session/${run}`, () => true, held);
copy("hotplug", "samples/hotplug", (name) => name === "latency.csv");

// ---- fixtures -----------------------------------------------------------------------------------
const perfFiles = [
  "clock-monotonic",
  "comms",
  "lost",
  "namespaces",
  "no-timestamp",
  "phys-data",
  "pipe-tracepoint",
  "sample-identifier",
  "single",
  "switch-events",
  "truncated",
  "zstd",
].map((name) => `${name}.perf.data`);
const perfTexts = ["clock-monotonic", "no-timestamp", "phys-data", "zstd"].flatMap((name) => [
  `${name}.script.txt`,
  `${name}.script.txt.zst`,
]);
copy("perf", "test/fixtures/perf", (name) => perfFiles.includes(name) || perfTexts.includes(name));
copy("ksm-kernels", "test/fixtures/ksm-kernels", (name) => name.endsWith(".txt"), held);
copy(
  "three-vms-small",
  "test/fixtures/images",
  (name) => name === "isa2.raw.zst" || name.endsWith("-4096-words.bin"),
  (name, file) => (name.includes("kdump") ? "its first page is kept: it is refused by name" : held(name, file)),
);
write(
  "test/fixtures/images/isa2.kdump-zlib",
  readFileSync(join(captures, "three-vms-small/isa2.kdump-zlib")).subarray(0, PAGE),
);

/** The original tools' counts of the files that are kept. */
const oracle = JSON.parse(readFileSync(join(captures, "ORACLE.json"), "utf8"));
const entries = (keep) => Object.fromEntries(Object.entries(oracle).filter(([name]) => keep(name)));
const json = (value) => `${JSON.stringify(value, null, 1)}\n`;
write("test/fixtures/perf/ORACLE.json", json(entries((name) => perfFiles.includes(name.replace("perf/", "")))));
write("test/fixtures/three-vms/ORACLE.json", json(entries((name) => name.startsWith("three-vms/"))));

// ---- what is lost -------------------------------------------------------------------------------
const whole = ["ftrace", "hotplug", "kvm-nested", "proc", "three-vms-lossy", "tools-host", "xen"];
const treeSize = (folder) =>
  names(folder).reduce((sum, name) => sum + sizeOf(`${folder}/${name}`), 0) +
  folders(folder).reduce((sum, name) => sum + treeSize(`${folder}/${name}`), 0);
const treeFiles = (folder) =>
  names(folder).length + folders(folder).reduce((sum, name) => sum + treeFiles(`${folder}/${name}`), 0);
const rows = (list) => list.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const absent = whole
  .filter((name) => existsSync(join(captures, name)))
  .map((name) => [`${name}/`, count(treeFiles(name)), count(treeSize(name))]);

write(
  "samples/LOST.md",
  `# What the samples and fixtures keep of the full captures, and what is lost

Made by \`npm run samples\` from a full set of captures. Files are copied whole, byte for byte; no record was cut out of
one. One file is cut: \`test/fixtures/images/isa2.kdump-zlib\` is the first ${count(PAGE)} bytes of it, because the format is refused by
its first bytes. \`ORACLE.json\` holds the entries of the files that are kept.

## Kept

| folder | files | bytes |
|---|---|---|
${rows(kept.map(([folder, files, bytes]) => [folder, count(files), count(bytes)]))}

## Lost from these folders

| file | bytes | what it held |
|---|---|---|
${rows(lost.map(([file, bytes, what]) => [file, count(bytes), what]))}

## Folders of which nothing is kept

| folder | files | bytes |
|---|---|---|
${rows(absent)}

## What follows

- \`samples/three-vms\` gives the whole answer: page faults, guest memory maps, life of the guests, KSM settings and
  counters, statistics, and contents of every page as digests.
- Importing a raw memory image of a whole guest cannot be tried on it; \`test/fixtures/images\` has a 2 MiB one.
- Tests that need the full captures read them from \`PLIMSOLL_CAPTURES\` and are skipped without them.
`,
);
write(
  "samples/three-vms/README.md",
  `# three-vms: three guests on one host, 128 s

Recorded on a host with Linux 6.18, two cores, QEMU 7.2 without hardware virtualisation, libvirt 9.0, perf 6.1. Times
are slow and noisy; counts, contents and orders are what to trust.

Guests: alpha and bravo with 96 MiB (same kernel, same initial file system), charlie with 84 MiB (same kernel, another
file system). Each runs a small program whose phases are in its \`*.xml\` (\`plan=\`) and \`serial-*.txt\`. KSM was switched
on 20 s after the first guest: 1000 pages every 20 ms, smart scan, a sharing cap of 256.

| files | what they hold |
|---|---|
| \`page-faults.perf.data.zst\`, \`page-faults.script.*\`, \`page-faults.side-events.txt.zst\` | every page fault of the guests' processes, and the same as text |
| \`maps-*.txt\`, \`mtree-*.txt\`, \`qom-*.txt\`, \`*.xml\` | where each guest's memory lies in its process |
| \`events.csv\`, \`libvirt-events.txt\`, \`qmp-events.txt\` | start, balloon, KSM on, pause |
| \`domstats\`, \`dommemstat\`, \`meminfo\`, \`vmstat\`, \`psi-memory\`, \`smaps*\`, \`status\`, \`stat\`, \`ksm_stat\`, \`ksm*.csv\` | statistics, once a second to once in 5 s; \`*.head.txt\` are their first lines |
| \`pages.csv.zst\` | each page's content digest, residency, KSM flag and host frame at the end |
| \`TRUTH.json\`, \`TRUTH.txt\` | counted from the raw memory images by another program |

Known: every page resident at the end has at least one recorded fault. Another virtual machine came up on the host 13 s
before the pause and took part in KSM (\`ksm-other-guests.csv\`). \`pages_scanned\` and \`pages_skipped\` do not start at 0.
What was left out of the full recording: \`../LOST.md\`.
`,
);
write(
  "samples/ksm-session/README.md",
  `# ksm-session: KSM with contents known beforehand, six settings

Recorded in a virtual machine with Linux 6.12 in which nothing else is mergeable: three processes with one mergeable
mapping each, 8,400 pages in all, of which 700 are zero, 3,900 hold one of 892 contents that stand at least twice, 3,400
are unique and 400 are rewritten again and again. Settings changed from run to run: see \`settings.txt\`.

| file | what it holds |
|---|---|
| \`settings.txt\`, \`ksm.csv\`, \`ksm_stat.csv\`, \`events.csv\` | settings, all counters every 0.5 s, counters per process, what was done when |
| \`pages.csv.zst\` | each page's class, content digest, presence, frame and number of mappings, read back at the end |
| \`procs.txt\` | segments of the mappings, and how often pages were rewritten |
| \`TRUTH.json\`, \`TRUTH.txt\` | counted from contents and frames by another program |

\`kpf_ksm\` is 1 for every anonymous page on that kernel and says nothing; equal frame numbers do.
`,
);
write(
  "samples/hotplug/README.md",
  `# hotplug: how long plugging and unplugging memory took

A guest with Linux 6.1 and one virtio-mem device in blocks of 2 MiB, in QEMU 7.2 without hardware virtualisation: trust the
ratios, not the milliseconds. Memory of 32 to 256 MiB was taken away three times each: never touched (idle), used and given
back inside the guest (freed), or still in use (in-use, pages have to move).

| file | what it holds |
|---|---|
| \`latency.csv\` | one line a resize: sizes, monotonic times of request, first change and completion, memory of the guest around it |

Untouched memory takes longer than freed memory because the guest clears pages when it takes them, so the host has to give
each of them first.
`,
);
console.log(
  `${kept.reduce((sum, [, files]) => sum + files, 0)} files, ${count(kept.reduce((sum, [, , bytes]) => sum + bytes, 0))} bytes kept`,
);

const fat = kept
  .filter(([folder]) => folder.startsWith("test/"))
  .flatMap(([folder]) => readdirSync(join(out, folder)).map((name) => join(out, folder, name)))
  .filter((file) => statSync(file).size > FIXTURE_BYTES)
  .map((file) => basename(file));
if (fat.length > 0) {
  console.error(`fixtures above ${FIXTURE_BYTES} bytes: ${fat.join(", ")}`);
  process.exit(1);
}
