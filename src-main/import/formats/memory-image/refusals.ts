// Memory images and saved machines that are known by name and not read.
import type { RefusedFormat } from "../../refusals.ts";
import { isCore, isElf } from "./elf-headers.ts";

const ascii = (head: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (head[at + i] !== text.charCodeAt(i)) return false;
  return true;
};
const starts =
  (...texts: readonly string[]) =>
  (head: Uint8Array): boolean =>
    texts.some((text) => ascii(head, 0, text));

const AS_ELF = "dump the guest again in the format elf (`virsh dump --memory-only --format elf`)";

/** Words of /proc/PID/pagemap: bits 57, 59 and 60 are always 0, and a page that is neither present nor swapped is 0. */
function isPagemap(head: Uint8Array): boolean {
  let known = 0;
  const words = Math.floor(head.length / 8);
  for (let i = 0; i < words; i++) {
    const top = head[8 * i + 7] as number;
    if (top & 0x1a) return false;
    if ((top & 0xc0) !== 0) known++;
    else if (!absent(head, 8 * i)) return false;
  }
  return words >= 512 && known * 20 >= words;
}

/** Zero but for the soft-dirty and file bits, which absent pages may have. */
function absent(head: Uint8Array, at: number): boolean {
  for (let i = 0; i < 6; i++) if (head[at + i] !== 0) return false;
  return ((head[at + 6] as number) & 0x7f) === 0 && ((head[at + 7] as number) & 0xdf) === 0;
}

/** Words of /proc/kpageflags or kpagecount: none has a bit above 43, and many are not 0. */
function isPageWords(head: Uint8Array): boolean {
  let known = 0;
  const words = Math.floor(head.length / 8);
  for (let i = 0; i < 8 * words; i += 8) {
    if (head[i + 7] !== 0 || head[i + 6] !== 0 || (head[i + 5] as number) > 0x0f) return false;
    if (head[i] !== 0 || head[i + 1] !== 0 || head[i + 2] !== 0) known++;
  }
  return words >= 512 && known * 4 >= words;
}

export const refusedImages: readonly RefusedFormat[] = [
  {
    id: "kdump",
    what: "a kdump-compressed image",
    test: starts("KDUMP   ", "DISKDUMP", "makedumpfile\0"),
    next: `${AS_ELF}, or convert it`,
  },
  { id: "lime", what: "a LiME memory dump", test: starts("EMiL"), next: "dump it again in LiME's format raw" },
  { id: "windows", what: "a Windows crash dump", test: starts("PAGEDU64", "PAGEDUMP"), next: AS_ELF },
  {
    id: "qemu-state",
    what: "a saved QEMU machine, not plain memory",
    test: starts("QEVM", "LibvirtQemudSave"),
    next: AS_ELF,
  },
  {
    id: "qcow2",
    what: "a qcow2 disk image",
    test: starts("QFI\xfb"),
    next: "memory of a guest is needed, not its disk",
  },
  {
    id: "xen-save",
    what: "a saved Xen domain",
    test: starts("LibxlFmt", "XenSavedDomain", "LinuxGuestRecord"),
    next: "dump the domain with `xl dump-core` and convert it to a raw image",
  },
  {
    id: "elf-other",
    what: "an ELF file that is no 64-bit little-endian core dump",
    test: (head) => isElf(head) && !isCore(head),
    next: "for guest memory give a core dump of a 64-bit machine",
  },
  {
    id: "pagemap",
    what: "the words of a pagemap, kpageflags or kpagecount without their addresses",
    test: (head) => isPagemap(head) || isPageWords(head),
    next: "give a table with a header instead: guest,gfn,resident,frame",
  },
];
