// What named a guest, as the screen says it, by the words that the guest map keeps.

const words: Readonly<Record<string, string>> = {
  stamp: "a stamp line",
  statistics: "its statistics",
  domstats: "virsh domstats",
  "domain XML": "libvirt domain",
  "event log": "log of actions",
  snapshot: "its page contents",
  event: "an event",
  "file name": "a file's name",
  "memory map": "memory map",
  "guest map file": "given by you",
};

/** The word itself for a source that is newer than this window. */
export const foundWords = (source: string): string => words[source] ?? source;
