// Files of the repository that are generated from declarations: JSON schemas and the reference of the tables.
import { z } from "zod";
import { type Column, tables } from "../../src-shared/capture/tables.ts";
import { Scenario } from "../../src-shared/density/scenario.ts";
import { replies } from "../../src-shared/protocol/replies.ts";
import { ReportDocument } from "../../src-shared/protocol/report.ts";
import { importers } from "../import/registry.ts";

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
  return `# Tables\n\nGenerated from \`src-shared/capture/tables.ts\` by \`npm run schemas\`. NULL always means unknown, never 0 or "no".\nIn SQL a column \`X_id\` that is an id into \`name\` appears as \`X\`, the text; \`task_id\` appears as \`guest, vcpu, pid, tid, comm\`; \`capture_id\` as \`capture\`; faults, accesses and regions also have \`gpa\`, the address in the guest, and everything with \`t\` has \`time\`.\n\n${parts.join("\n")}`;
}

/** Reference of the formats that are read, in Markdown. */
function formatsText(): string {
  const rows = importers.map((i) => `| \`${i.id}\` | ${i.title} | ${i.tables.map((t) => `\`${t}\``).join(", ")} |`);
  return `# Formats\n\nGenerated from the importer registry by \`npm run schemas\`. A format is found by content, never by its name; zstd and gzip\nwrappers are opened on the way. What a file is taken for, and why: \`plimsoll import PATH -p P --dry-run\`.\n\n| format | what it is | fills |\n|---|---|---|\n${rows.join("\n")}\n`;
}

/** Path in the repository and text of every generated file. */
export function generatedFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, schema] of Object.entries(replies))
    files[`schemas/${name}.json`] = schemaText(name, schema, "output");
  files["schemas/report.json"] = schemaText("report", ReportDocument, "output");
  files["schemas/scenario.json"] = schemaText("scenario", Scenario, "input");
  files["docs/tables.md"] = tablesText();
  files["docs/formats.md"] = formatsText();
  return files;
}
