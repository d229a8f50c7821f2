// What the file of a report is called.

export type ReportKind = "html" | "pdf" | "json" | "csv";

/** A file name from what people wrote as a title. */
export function fileNameOf(title: string, kind: ReportKind): string {
  const plain = title
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "")
    .slice(0, 80)
    .trim();
  return `${plain || "report"}.${kind}`;
}
