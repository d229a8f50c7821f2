// The name of a guest where only the file's name tells it.

const ENDING = /\.(raw|img|mem|vmem|bin|elf|core|dump|dmp|vmcore|csv|tsv|txt|hash|hashes)$/i;
const SUBJECT = /[._-]?(pages?|page[_-]?table|pagemap|hash(?:es)?|memory|ram)$/i;

/** `charlie.raw` and `charlie-pages.csv` are of charlie; a name that says nothing else is kept. */
export function guestFromFile(name: string): string {
  const bare = name.replace(ENDING, "") || name;
  return bare.replace(SUBJECT, "") || bare;
}
