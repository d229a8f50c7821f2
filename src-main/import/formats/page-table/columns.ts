// Reads the header of a page table: which column says what, and with which digest contents are told apart.

/** What a column of the table means. */
export const ROLE = {
  none: 0,
  subject: 1,
  pid: 2,
  page: 3,
  address: 4,
  hash: 5,
  zero: 6,
  resident: 7,
  ksm: 8,
  frame: 9,
  zeroPage: 10,
  class: 11,
} as const;
export type Role = (typeof ROLE)[keyof typeof ROLE];

export interface TableLayout {
  /** Byte between columns: comma, semicolon or tab. */
  readonly delimiter: number;
  readonly names: readonly string[];
  /** Role of each column; each role but `none` stands at most once. */
  readonly roles: readonly Role[];
  /** Digest of the hash column, as stored in `snapshot.hash_algorithm`; null without such a column. */
  readonly algorithm: string | null;
  /** Pages of a guest, or of a process's own address space. */
  readonly space: "gpa" | "hva";
  readonly scope: "guest" | "process";
}

const ROLES: Readonly<Record<string, Role>> = {
  guest: ROLE.subject,
  guestname: ROLE.subject,
  vm: ROLE.subject,
  domain: ROLE.subject,
  proc: ROLE.subject,
  process: ROLE.subject,
  comm: ROLE.subject,
  pid: ROLE.pid,
  gfn: ROLE.page,
  page: ROLE.page,
  pageno: ROLE.page,
  vpn: ROLE.page,
  gpa: ROLE.address,
  addr: ROLE.address,
  address: ROLE.address,
  vaddr: ROLE.address,
  hva: ROLE.address,
  zero: ROLE.zero,
  iszero: ROLE.zero,
  resident: ROLE.resident,
  present: ROLE.resident,
  ksm: ROLE.ksm,
  kpfksm: ROLE.ksm,
  frame: ROLE.frame,
  pfn: ROLE.frame,
  mfn: ROLE.frame,
  zeropage: ROLE.zeroPage,
  class: ROLE.class,
};

/** Digests by the spelling of their column, without the marks between words. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  blake2b128: "blake2b-128",
  xxh128: "xxh128",
  xxh3128: "xxh128",
  xxhash128: "xxh128",
  pmdump64: "pmdump-64",
};
const OTHER_DIGEST =
  /^(hash|digest|contenthash|pagehash|md5|sha1|sha256|sha512|blake3|blake2b\d*|blake2s\d*|xxh64|xxh3|siphash)$/;

const spelling = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
const GUEST_COLUMNS = ["guest", "guestname", "vm", "domain", "gfn", "gpa"];

const DELIMITERS = [",", ";", "\t"];

/**
 * The layout that a header line describes; null when it is not one of a page table: it needs a page's number or
 * address, and its content's digest or its residency.
 */
export function parseHeader(line: string): TableLayout | null {
  const delimiter = DELIMITERS.find((mark) => line.includes(mark));
  if (delimiter === undefined) return null;
  const names = line.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  const taken = new Set<Role>();
  let algorithm: string | null = null;
  const roles = names.map((name): Role => {
    const plain = spelling(name);
    const digest = Object.hasOwn(ALGORITHMS, plain) ? ALGORITHMS[plain] : OTHER_DIGEST.test(plain) ? plain : undefined;
    const role = digest ? ROLE.hash : Object.hasOwn(ROLES, plain) ? (ROLES[plain] as Role) : ROLE.none;
    if (taken.has(role)) return ROLE.none;
    if (role !== ROLE.none) taken.add(role);
    if (role === ROLE.hash) algorithm = digest ?? null;
    return role;
  });
  if (!taken.has(ROLE.page) && !taken.has(ROLE.address)) return null;
  if (!taken.has(ROLE.hash) && !taken.has(ROLE.resident)) return null;
  // A page number wins over an address beside it.
  if (taken.has(ROLE.page)) for (let i = 0; i < roles.length; i++) if (roles[i] === ROLE.address) roles[i] = ROLE.none;
  const guest = names.some((name, i) => roles[i] !== ROLE.none && GUEST_COLUMNS.includes(spelling(name)));
  return {
    delimiter: delimiter.charCodeAt(0),
    names,
    roles,
    algorithm,
    space: guest ? "gpa" : "hva",
    scope: guest ? "guest" : "process",
  };
}

/** Columns of the file that become nothing. */
export const unusedColumns = (layout: TableLayout): string[] =>
  layout.names.filter((_, i) => layout.roles[i] === ROLE.none);
