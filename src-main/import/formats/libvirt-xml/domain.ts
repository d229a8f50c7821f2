// What a libvirt domain description says of a guest: name, memory, and what forbids touching its memory.
import { bytesPer, int32Of, numberOf } from "../../text/numbers.ts";
import type { XmlElement } from "./xml.ts";

export interface DomainFact {
  readonly name: string;
  readonly value: string;
  readonly number: number | null;
}

export interface Domain {
  name: string | null;
  uuid: string | null;
  /** Process of a running guest, which libvirt's own status files tell. */
  pid: number | null;
  /** Xen domain id of a running guest. */
  domid: number | null;
  ramBytes: number | null;
  readonly facts: DomainFact[];
}

export const newDomain = (pid: number | null): Domain => ({
  name: null,
  uuid: null,
  pid,
  domid: null,
  ramBytes: null,
  facts: [],
});

const fact = (domain: Domain, name: string, value: string, number: number | null): void => {
  domain.facts.push({ name: `domain.${name}`, value, number });
};

/** Devices that the guest reaches by DMA: all its memory is pinned. */
const PASSED_THROUGH: readonly string[] = ["pci", "mdev"];

/** Takes the start of an element; `path` is below the domain, without it. */
export function takeElement(domain: Domain, path: readonly string[], { attributes }: XmlElement): void {
  switch (path.join("/")) {
    case "":
      if (attributes.type === "xen") domain.domid = int32Of(attributes.id);
      break;
    case "memoryBacking/hugepages":
    case "memoryBacking/locked":
    case "memoryBacking/nosharepages":
      fact(domain, path.join("."), "yes", 1);
      break;
    case "memoryBacking/source":
      fact(domain, "memoryBacking.source", attributes.type ?? "", null);
      break;
    case "memoryBacking/access":
      fact(domain, "memoryBacking.access", attributes.mode ?? "", null);
      break;
    case "devices/hostdev": {
      const type = attributes.type ?? "";
      if (PASSED_THROUGH.includes(type)) fact(domain, "devices.hostdev", type, 1);
      break;
    }
    case "devices/interface":
      if (attributes.type === "hostdev") fact(domain, "devices.hostdev", "interface", 1);
      break;
    case "devices/memballoon":
      fact(domain, "devices.memballoon", attributes.model ?? "", null);
      break;
    case "launchSecurity":
      // Memory of an encrypted guest is pinned and its contents are not comparable.
      fact(domain, "launchSecurity.locked", attributes.type ?? "", 1);
      break;
  }
}

/** Takes the text of an element with the unit it was given; false where a size cannot be read. */
export function takeText(domain: Domain, path: readonly string[], text: string, unit: string): boolean {
  switch (path.join("/")) {
    case "name":
      domain.name = text;
      return true;
    case "uuid":
      domain.uuid = text;
      return true;
    case "memory":
    case "currentMemory":
    case "maxMemory": {
      const per = bytesPer(unit);
      const size = numberOf(text);
      if (per === null || size === null || size < 0 || size * per > Number.MAX_SAFE_INTEGER) return false;
      const bytes = Math.round(size * per);
      if (path[0] === "memory") domain.ramBytes = bytes;
      else fact(domain, path[0] as string, String(bytes), bytes);
      return true;
    }
    case "vcpu":
      fact(domain, "vcpu", text, numberOf(text));
      return true;
    default:
      return true;
  }
}
