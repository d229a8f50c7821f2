import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { libvirtXml } from "./index.ts";

const read = (text: string) => runImporter(libvirtXml, bytesOfText(text), { chunk: 7 });
const facts = (run: Awaited<ReturnType<typeof read>>) =>
  (run.tables.fact ?? []).map(({ name, value, number }) => [name, value, number]);
const domain = (inside: string, attributes = "type='kvm'") =>
  `<?xml version="1.0"?>\n<!-- made by hand -->\n<domain ${attributes}><name>alpha</name>\n<memory unit='MiB'>96</memory>${inside}</domain>\n`;

describe("a domain", () => {
  test("name, uuid, memory in its unit, KiB where none is given", async () => {
    const run = await read(
      domain("<uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid><currentMemory>65536</currentMemory><vcpu>2</vcpu>"),
    );
    expect(run.tables.guest_seen).toEqual([
      {
        t: null,
        name: "alpha",
        uuid: "c7a5fdbd-cdaf-9455-926a-d65c16db1809",
        pid: null,
        tid: null,
        domid: null,
        ram_bytes: 100663296n,
        how: "domain XML",
      },
    ]);
    expect(facts(run)).toEqual([
      ["domain.currentMemory", "67108864", 67108864],
      ["domain.vcpu", "2", 2],
    ]);
    expect(run).toMatchObject({ status: "whole", records: { accepted: 1, rejected: 0, skipped: 0 } });
  });
  test("what pins memory: huge pages, locked, no sharing, devices passed through", async () => {
    const run = await read(
      domain(
        "<memoryBacking><hugepages><page size='2048'/></hugepages><nosharepages/><locked/></memoryBacking>" +
          "<devices><hostdev mode='subsystem' type='pci'/><hostdev mode='subsystem' type='usb'/><memballoon model='virtio'/></devices>",
      ),
    );
    expect(facts(run)).toEqual([
      ["domain.memoryBacking.hugepages", "yes", 1],
      ["domain.memoryBacking.nosharepages", "yes", 1],
      ["domain.memoryBacking.locked", "yes", 1],
      ["domain.devices.hostdev", "pci", 1],
      ["domain.devices.memballoon", "virtio", null],
    ]);
    expect(run.tables.fact?.[0]).toMatchObject({ scope: "guest", subject: "alpha", t: null });
  });
  test("libvirt's status file tells the process, Xen the domain id; names below devices are not the guest's", async () => {
    const running = await read(
      `<domstatus state='running' pid='4321'>${domain("<devices><x><name>vda</name></x></devices>").split("-->")[1]}</domstatus>`,
    );
    expect(running.tables.guest_seen).toMatchObject([{ name: "alpha", pid: 4321 }]);
    expect((await read(domain("", "type='xen' id='7'"))).tables.guest_seen).toMatchObject([{ domid: 7 }]);
  });
  test("references and CDATA", async () => {
    const run = await read(
      "<domain type='kvm'><name>a &amp; b &#x41;</name><memory unit='GiB'><![CDATA[1]]></memory></domain>",
    );
    expect(run.tables.guest_seen).toMatchObject([{ name: "a & b A", ram_bytes: 1073741824n }]);
  });
});

describe("damage", () => {
  test("a cut description keeps what was said and is truncated", async () => {
    const run = await read(domain("<devices><memballoon").slice(0, -10));
    expect(run.tables.guest_seen).toMatchObject([{ name: "alpha", ram_bytes: 100663296n }]);
    expect(run).toMatchObject({ status: "truncated", remarks: [{ code: "xml.cut" }], records: { accepted: 1 } });
  });
  test("a domain without a name, a size without a unit that is known", async () => {
    expect((await read("<domain><memory>1</memory></domain>")).complaints).toMatchObject([
      { code: "xml.no_name", n: 1 },
    ]);
    const run = await read("<domain><name>a</name><memory unit='parsec'>1</memory></domain>");
    expect(run.tables.guest_seen).toMatchObject([{ name: "a", ram_bytes: null }]);
    expect(run.remarks).toMatchObject([{ code: "xml.size" }]);
  });
  test("detection", () => {
    const detect = (text: string) => libvirtXml.detect(bytesOfText(text), { name: "x", size: null });
    expect(detect(domain(""))).not.toBeNull();
    for (const text of ["<html><body>domain name memory</body></html>", "<domain>", "domain <memory>", ""])
      expect(detect(text)).toBeNull();
  });
});

// Expected: the elements of the file.
test.skipIf(withoutCaptures)("the description of alpha (skipped: captures not there)", async () => {
  const run = await runImporter(libvirtXml, captureFile("three-vms/alpha.xml"));
  expect(run.tables.guest_seen).toMatchObject([{ name: "alpha", uuid: null, ram_bytes: 100663296n }]);
  expect(facts(run)).toEqual([
    ["domain.currentMemory", "100663296", 100663296],
    ["domain.vcpu", "1", 1],
    ["domain.devices.memballoon", "virtio", null],
  ]);
});
