// Importer of libvirt domain descriptions (virsh dumpxml, /etc/libvirt/qemu): guests, their memory, what pins it.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext, Importer, Source } from "../../importer.ts";
import { headLines } from "../../text/head.ts";
import { int32Of } from "../../text/numbers.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { type Domain, newDomain, takeElement, takeText } from "./domain.ts";
import { walkXml } from "./xml.ts";

/** Longest description that is read. */
const MAX_TEXT = 8 * 1024 * 1024;
/** libvirt's unit where a size has none. */
const DEFAULT_UNIT = "KiB";

async function textOf(source: Source, context: ImportContext): Promise<string | null> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    if (context.signal.aborted) return null;
    length += chunk.length;
    if (length > MAX_TEXT) {
      context.status("partial");
      context.reject({ code: "xml.too_long", offset: MAX_TEXT, expected: "a domain description of at most 8 MiB" });
      return null;
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/** Puts a domain out; false where it has no name. */
function keep(output: Output, domain: Domain): boolean {
  const { name, uuid, pid, domid, ramBytes, facts } = domain;
  if (name === null) return false;
  output.add("guest_seen", { t: null, name, uuid, pid, domid, ram_bytes: ramBytes, how: "domain XML" });
  for (const fact of facts) output.fact({ t: null, scope: "guest", subject: name, ...fact });
  return true;
}

/** Reads all domains of a text; each is one record. */
function readDomains(text: string, context: ImportContext, output: Output): void {
  let domain: Domain | null = null;
  let depth = 0;
  let pid: number | null = null;
  let unit = DEFAULT_UNIT;

  const close = (): void => {
    if (domain && keep(output, domain)) context.accept(1);
    else if (domain) context.reject({ code: "xml.no_name", expected: "a domain with a name" });
    domain = null;
  };
  const end = walkXml(text, {
    start(path, element) {
      unit = element.attributes.unit ?? DEFAULT_UNIT;
      if (element.name === "domstatus") pid = int32Of(element.attributes.pid);
      if (!domain && element.name === "domain") {
        domain = newDomain(pid);
        depth = path.length;
      }
      if (domain) takeElement(domain, path.slice(depth), element);
    },
    text(path, content) {
      if (domain && !takeText(domain, path.slice(depth), content, unit))
        context.remark({ code: "xml.size", excerpt: content.slice(0, 120), expected: "a size in a unit of libvirt" });
    },
    end(path) {
      if (domain && path.length === depth) close();
    },
  });
  if (end === null) return;
  context.status("truncated");
  context.remark({
    code: "xml.cut",
    offset: Buffer.byteLength(text.slice(0, end)),
    excerpt: text.slice(end, end + 120),
    expected: "well-formed XML up to the end",
  });
  close();
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const text = await textOf(source, context);
  if (text === null) return;
  const output = createOutput(context);
  readDomains(text, context, output);
  yield* output.batches(true);
}

export const libvirtXml: Importer = {
  id: "libvirt-xml",
  title: "libvirt domain description (XML)",
  notes: {
    made: "`virsh dumpxml DOMAIN`",
    accuracy: "name, uuid, memory and what pins it, as configured",
    limits: "devices that say nothing of memory are not kept",
  },
  tables: ["guest_seen", "fact"],
  detect(head) {
    const text = (headLines(head, 2000) ?? []).join("\n");
    if (!/^\s*</.test(text) || !/<domain(?:\s[^<>]*)?>/.test(text)) return null;
    return /<memory(?:\s[^<>]*)?>/.test(text) && /<name>/.test(text)
      ? { confidence: 0.95, why: "a libvirt domain with its name and memory" }
      : null;
  },
  open,
};
