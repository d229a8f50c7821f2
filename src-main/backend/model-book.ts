// The model book: its chapters, the tables of rows at their ends, and the page that lists them; made from docs/model itself.
import { readdirSync, readFileSync } from "node:fs";
import { rows } from "../../src-shared/validation/registry.ts";
import { kindText } from "../../src-shared/validation/words.ts";

const FOLDER = "docs/model";
const ROWS = /<!-- rows: ([^>]*?) -->\n[\s\S]*?<!-- end of rows -->/;

export interface Chapter {
  /** Path from the root of the source. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
  /** Rows of the validation table that check it, as it names them. */
  readonly rows: readonly string[];
  /** Files of the code that compute it. */
  readonly code: readonly string[];
}

/** The chapters in the order of their numbers; `root` is the folder of the source. */
export function chapters(root = "."): Chapter[] {
  const names = readdirSync(`${root}/${FOLDER}`).filter((name) => /^\d\d-.*\.md$/.test(name));
  return names.sort().map((name) => {
    const text = readFileSync(`${root}/${FOLDER}/${name}`, "utf8");
    const code = /^\*\*Code\.\*\* (.*)$/m.exec(text)?.[1] ?? "";
    return {
      path: `${FOLDER}/${name}`,
      title: /^# (.*)$/m.exec(text)?.[1] ?? name,
      text,
      rows: (ROWS.exec(text)?.[1] ?? "").split(" ").filter((id) => id !== ""),
      code: [...code.matchAll(/`([^`]+)`/g)].map(([, path]) => path!),
    };
  });
}

function rowsTable(ids: readonly string[]): string {
  const lines = ids.map((id) => {
    const row = rows.find((one) => one.id === id);
    const kind = row ? kindText({ kind: row.kind, measured_here: row.onRecordings ?? false }) : "";
    return `| ${id} | ${kind} | ${(row?.claim ?? "no such row").replaceAll("|", "\\|")} |`;
  });
  return `| row | kind | claim |\n|---|---|---|\n${lines.join("\n")}`;
}

/** Sections of the specification that comments in the code name, and the chapters that hold them. */
const SECTIONS: readonly (readonly [string, string])[] = [
  ["model 0", "pages"],
  ["model 1.1", "profile"],
  ["model 1.2, 1.3", "working-sets"],
  ["model 1.4, 1.5", "contents"],
  ["model 2.1 to 2.3", "ksm"],
  ["model 2.4", "other-sharing"],
  ["model 3.1", "balloon"],
  ["model 3.2, systems 2", "hotplug"],
  ["model 3.3", "tiers"],
  ["model 3.4", "overcommit"],
  ["model 3.5", "walks"],
  ["model 3.6, systems 5", "allocators"],
  ["model 3.7, systems 4", "tmem"],
  ["systems 3", "layout"],
  ["model 3.8, 8.1", "functions"],
  ["model 3.9", "overhead"],
  ["model 3.10", "composition"],
  ["model 4", "cost"],
  ["model 5", "density"],
  ["model 6", "sensitivity"],
  ["model 7", "policies"],
  ["model 8", "engine"],
  ["systems 6", "meunik"],
  ["systems 7", "baselines"],
];

function indexText(all: readonly Chapter[]): string {
  const file = (path: string): string => path.slice(FOLDER.length + 1);
  const sectionsOf = (path: string): string =>
    SECTIONS.filter(([, slug]) => path.endsWith(`-${slug}.md`))
      .map(([section]) => section)
      .join("; ");
  const lines = all.map(
    ({ path, title, rows: ids }, at) =>
      `| ${at + 1} | [${title}](${file(path)}) | ${sectionsOf(path)} | ${ids.length} |`,
  );
  return `# The model book

Generated from the chapters by \`npm run schemas\`. What the engine computes and why it may be believed: formulas, units, sources, limits,
the files that compute it, and the rows of the validation table (\`docs/validation.md\`) that check it. In the window: Help, Model book.

Evidence: *published* = in a paper, a manual or a kernel's source; *measured* = compared with a real kernel or capture by a test; *derived* =
computed from definitions; *assumed* = a parameter with a stated range. Numbers and their evidence stand in \`src-shared/model/parameters/\`.

| | chapter | section that comments in the code name | rows |
|---|---|---|---:|
${lines.join("\n")}
`;
}

/** The chapters with their tables of rows as they should be, and the list of chapters. */
export function bookFiles(): Record<string, string> {
  const all = chapters();
  const files: Record<string, string> = { [`${FOLDER}/README.md`]: indexText(all) };
  for (const { path, text, rows: ids } of all)
    files[path] = text.replace(
      ROWS,
      () => `<!-- rows: ${ids.join(" ")} -->\n\n${rowsTable(ids)}\n\n<!-- end of rows -->`,
    );
  return files;
}
