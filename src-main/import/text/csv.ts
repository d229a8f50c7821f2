// One line of comma-separated values, with quoted fields.

/** Fields of a line; `""` inside quotes is one quote. Null where a quoted field does not end on the line. */
export function csvFields(line: string): string[] | null {
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = "";
      let quote = line.indexOf('"', at + 1);
      while (quote >= 0 && line[quote + 1] === '"') {
        field += line.slice(at + 1, quote + 1);
        at = quote + 1;
        quote = line.indexOf('"', at + 1);
      }
      if (quote < 0) return null;
      fields.push(field + line.slice(at + 1, quote));
      at = quote + 1;
      if (at < line.length && line[at] !== ",") return null;
    } else {
      const comma = line.indexOf(",", at);
      const end = comma < 0 ? line.length : comma;
      fields.push(line.slice(at, end));
      at = end;
    }
    if (at >= line.length) return fields;
    at++;
  }
}
