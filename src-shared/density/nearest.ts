// The known word nearest to a mistyped one.

/** Levenshtein distance: the fewest insertions, deletions and replacements of characters. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The word of `known` with the smallest edit distance to `word`, the first of equals; null when there is none. */
export function nearest(word: string, known: readonly string[]): string | null {
  // A pasted novel as a key must not cost a quadratic comparison.
  const short = word.slice(0, 100);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(short, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The nearest word, unless it is so far away that naming it would be no help. */
export function likely(word: string, known: readonly string[]): string | null {
  const near = nearest(word, known);
  return near !== null && editDistance(word, near) <= Math.max(1, Math.floor(near.length / 3)) ? near : null;
}
