// Which snapshots of pages are compared when several were recorded.

export interface SnapshotRow {
  readonly snapshot: number;
  readonly name: string;
  readonly capture: number;
  /** Contents compare only within one moment. */
  readonly moment: number;
  readonly algorithm: string | null;
  readonly isGuest: boolean;
  readonly ms: number | null;
  readonly pages: number;
  /** Pages whose content is known. */
  readonly hashed: number;
  /** Pages backed by host memory; null where the table does not say. */
  readonly resident: number | null;
}

/** The better of two snapshots of one subject: more hashed pages, then known residency, then the later import. */
export function better(a: SnapshotRow, b: SnapshotRow): SnapshotRow {
  const known = (row: SnapshotRow): number => Number(row.resident !== null);
  const order = b.hashed - a.hashed || known(b) - known(a) || b.snapshot - a.snapshot;
  return order > 0 ? b : a;
}

/**
 * The snapshots to compare: the moment and digest with the most subjects, then the most pages, then the first; of each
 * subject its best snapshot, subjects in the order of their snapshots (the order in which KSM is taken to scan them).
 */
export function chooseSnapshots(rows: readonly SnapshotRow[]): SnapshotRow[] {
  const families = new Map<string, Map<string, SnapshotRow>>();
  for (const row of rows) {
    if (row.algorithm === null || row.hashed === 0) continue;
    const key = `${row.moment} ${row.algorithm}`;
    const family = families.get(key) ?? new Map<string, SnapshotRow>();
    families.set(key, family);
    const known = family.get(row.name);
    family.set(row.name, known ? better(known, row) : row);
  }
  let chosen: SnapshotRow[] = [];
  let pages = 0;
  for (const family of families.values()) {
    const list = [...family.values()];
    const n = list.reduce((sum, row) => sum + row.hashed, 0);
    if (list.length > chosen.length || (list.length === chosen.length && n > pages)) [chosen, pages] = [list, n];
  }
  return chosen.sort((a, b) => a.snapshot - b.snapshot);
}
