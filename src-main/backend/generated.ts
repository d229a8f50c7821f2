// Files of the repository that are generated from declarations: JSON schemas and the reference of the tables.
import { z } from "zod";
import { ColumnMaps } from "../../src-shared/capture/column-map.ts";
import { type Summary, summaries } from "../../src-shared/capture/summaries.ts";
import { type Column, tables } from "../../src-shared/capture/tables.ts";
import { Dashboard } from "../../src-shared/dashboard/schema.ts";
import { Scenario } from "../../src-shared/density/scenario.ts";
import { SizeFile } from "../../src-shared/density/size-file.ts";
import { replies } from "../../src-shared/protocol/replies.ts";
import { ReportDocument } from "../../src-shared/protocol/report.ts";
import { importers } from "../import/registry.ts";
import { bookFiles } from "./model-book.ts";
import { validationText } from "./validation-text.ts";

const schemaText = (name: string, schema: z.ZodType, io: "input" | "output"): string =>
  `${JSON.stringify({ $id: `plimsoll.${name}`, ...z.toJSONSchema(schema, { io, unrepresentable: "any" }) }, null, 2)}\n`;

function typeOf(c: Column): string {
  return c.type === "ENUM" ? (c.words ?? []).join(", ") : c.type;
}

/** Reference of the canonical tables in Markdown. */
function tablesText(): string {
  const parts = tables.map((t) => {
    const rows = t.columns.map(
      (c) => `| \`${c.name}\` | ${typeOf(c)} | ${c.nullable ? "" : "yes"} | ${c.unit ?? ""} | ${c.meaning} |`,
    );
    return `## ${t.name}\n\n${t.meaning}.\n\n| column | type or words | always known | unit | meaning |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Tables\n\nGenerated from \`src-shared/capture/tables.ts\` by \`npm run schemas\`. NULL always means unknown, never 0 or "no".\nIn SQL a column \`X_id\` that is an id into \`name\` appears as \`X\`, the text; \`task_id\` appears as \`guest, vcpu, pid, tid, comm\`; \`capture_id\` as \`capture\`; faults, accesses and regions also have \`gpa\`, the address in the guest, and everything with \`t\` has \`time\`.\n\n${GUEST_VIEW}\n${EXAMPLES}\n${parts.join("\n")}\n${summaries.map(summaryText).join("\n")}`;
}

/** Reference of a view that sums up others. */
function summaryText({ name, meaning, columns, examples }: Summary): string {
  const rows = columns.map((c) => `| \`${c.name}\` | ${c.type} | ${c.unit ?? ""} | ${c.meaning} |`);
  return `## ${name}\n\n${meaning}.\n\n| column | type | unit | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n\n\`\`\`sql\n${examples.join("\n")}\n\`\`\`\n`;
}

const GUEST_VIEW = `## guest

The guests of the project, from its manifest: one row a guest.

| column | type | meaning |
|---|---|---|
| \`id\`, \`name\`, \`host\`, \`uuid\` | INTEGER, VARCHAR | who it is |
| \`ram_bytes\` | BIGINT | its memory |
| \`source\`, \`mapped\` | VARCHAR | where it was found; auto, file or none: whether its memory is placed in a process |
| \`pid\`, \`pinned\` | INTEGER, VARCHAR | its process; why its memory must not be touched, else NULL |
`;

const EXAMPLES = `## Examples

Rows without a guest belong to other processes of the host. \`capture.state\` is active, duplicate, superseded or excluded;
hidden captures' rows are left out of all other views.

\`\`\`sql
SELECT guest, count(*) AS faults, count(DISTINCT gpa // 4096) AS pages FROM fault WHERE gpa IS NOT NULL GROUP BY guest;
SELECT time, value AS rss FROM counter WHERE name = 'smaps_rollup.Rss' AND pid = 81 ORDER BY t;
SELECT guest, count(*) AS pages, count(DISTINCT hash) AS contents, count(*) FILTER (zero) AS zero FROM page GROUP BY guest;
SELECT guest, kind, time, bytes, wanted_bytes FROM guest_event ORDER BY t;
SELECT name, format, state, rejected, lost FROM capture WHERE rejected > 0 OR lost > 0;
SELECT name, value FROM fact WHERE name LIKE 'ksm.%';
\`\`\`

## Parameters

In the window a query follows what is selected there. \`$from\` and \`$to\` are times in ns of column \`t\`, both included; \`$guests\` is
a list of names, used as \`guest IN $guests\` without parentheses. Nothing selected means everything: the first and the last
recorded time of all captures, all guests of the project. A query that uses none of them always tells of the whole project.

\`\`\`sql
SELECT guest, count(*) AS faults, count(*) * 1e9 / ($to - $from) AS faults_per_s FROM fault
WHERE t BETWEEN $from AND $to AND guest IN $guests GROUP BY guest;
\`\`\`
`;

/** Reference of the formats that are read, in Markdown. */
function formatsText(): string {
  const rows = importers.map((i) => `| \`${i.id}\` | ${i.title} | ${i.tables.map((t) => `\`${t}\``).join(", ")} |`);
  const notes = importers.flatMap(({ id, title, notes: told }) =>
    told
      ? `## ${id}\n\n${title}.\n\n- **Made by** ${told.made}.\n- **Accuracy**: ${told.accuracy}.\n- **Limits**: ${told.limits}.\n`
      : [],
  );
  return `# Formats\n\nGenerated from the importer registry by \`npm run schemas\`. A format is found by content, never by its name; zstd and gzip\nwrappers are opened on the way. Where a file's content alone says nothing (one number of /sys, words of hashes), its path does.\nWhat a file is taken for, and why: \`plimsoll import PATH -p P --dry-run\`.\n\n| format | what it is | fills |\n|---|---|---|\n${rows.join("\n")}\n\n${notes.join("\n")}`;
}

/** Path in the repository and text of every generated file. */
export function generatedFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, schema] of Object.entries(replies))
    files[`schemas/${name}.json`] = schemaText(name, schema, "output");
  files["schemas/report.json"] = schemaText("report", ReportDocument, "output");
  files["schemas/dashboard.json"] = schemaText("dashboard", Dashboard, "input");
  files["schemas/scenario.json"] = schemaText("scenario", Scenario, "input");
  files["schemas/sizes.json"] = schemaText("sizes", SizeFile, "input");
  files["schemas/columns.json"] = schemaText("columns", ColumnMaps, "input");
  files["docs/tables.md"] = tablesText();
  files["docs/formats.md"] = formatsText();
  files["docs/validation.md"] = validationText();
  Object.assign(files, bookFiles());
  return files;
}
