// How well a text answers what was typed: every word typed must be found, in order of letters, word beginnings first.

export interface Match {
  readonly score: number;
  /** Parts of the text that were found, [from, to), in order and apart. */
  readonly ranges: readonly (readonly [number, number])[];
}

const WORD_START = 9;
const NEXT_LETTER = 6;
const LETTER = 1;
/** A letter that neither begins a word nor follows the one before was hardly meant. */
const LOOSE = -8;
/** A word found in one piece: at a word's beginning, and inside of one. */
const WHOLE = 24;
const INSIDE = 4;

const isBreak = (text: string, at: number): boolean => {
  if (at === 0) return true;
  const [before, here] = [text[at - 1] as string, text[at] as string];
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Ll}/u.test(before) && /\p{Lu}/u.test(here);
};

/** Null when a word of `query` is not in `text`; an empty query matches everything equally. */
export function scoreText(query: string, text: string): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  // Lower case may change the length of a text in other scripts; then places are counted in the lower-case text.
  const shown = lower.length === text.length ? text : lower;
  let score = 0;
  const ranges: [number, number][] = [];
  for (const word of words) {
    const together = findTogether(word, lower, shown);
    // What begins a word cannot be found better.
    const found = together?.startsWord ? together : better(together, findApart(word, lower, shown));
    if (!found) return null;
    score += found.score;
    ranges.push(...found.ranges);
  }
  return { score: score - shown.length / 50, ranges: joined(ranges) };
}

interface Found {
  readonly score: number;
  readonly ranges: [number, number][];
  readonly startsWord?: boolean;
}

const better = (a: Found | null, b: Found | null): Found | null => (a && b ? (b.score > a.score ? b : a) : (a ?? b));

function findTogether(word: string, lower: string, shown: string): Found | null {
  let best: Found | null = null;
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
    const start = isBreak(shown, at);
    const score = (start ? WHOLE : INSIDE) + word.length * NEXT_LETTER + (at === 0 ? WORD_START : 0);
    if (!best || score > best.score) best = { score, ranges: [[at, at + word.length]], startsWord: start };
    if (start) break;
  }
  return best;
}

/** Letters in order but apart, such as "gw" in "Go to What-if"; the best way to place them, not the first. */
function findApart(word: string, lower: string, shown: string): Found | null {
  // A single letter is never apart.
  if (word.length === 1 || !hasLetters(word, lower)) return null;
  const letters = [...word];
  const size = lower.length;
  // best[i][j]: best score with letter i at place j; from[i][j]: the place of the letter before.
  const best = letters.map(() => new Float64Array(size).fill(Number.NEGATIVE_INFINITY));
  const from = letters.map(() => new Int32Array(size).fill(-1));
  for (let i = 0; i < letters.length; i++) {
    let reached = i === 0 ? 0 : Number.NEGATIVE_INFINITY;
    let reachedAt = -1;
    for (let j = 0; j < size; j++) {
      const before = i > 0 && j > 0 ? (best[i - 1]?.[j - 1] as number) : Number.NEGATIVE_INFINITY;
      if (i > 0 && j > 1) {
        const earlier = best[i - 1]?.[j - 2] as number;
        if (earlier > reached) [reached, reachedAt] = [earlier, j - 2];
      }
      if (lower[j] !== letters[i]) continue;
      const start = isBreak(shown, j);
      const together = before + NEXT_LETTER + LETTER;
      const apart = reached + (start ? LETTER + WORD_START : LOOSE);
      (best[i] as Float64Array)[j] = Math.max(together, apart);
      (from[i] as Int32Array)[j] = together >= apart && i > 0 ? j - 1 : reachedAt;
    }
  }
  return trace(best, from);
}

function hasLetters(word: string, lower: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = lower.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

function trace(best: readonly Float64Array[], from: readonly Int32Array[]): Found | null {
  const last = best.at(-1) as Float64Array;
  const score = Math.max(...last);
  if (score === Number.NEGATIVE_INFINITY) return null;
  const ranges: [number, number][] = [];
  for (let i = best.length - 1, at = last.indexOf(score); i >= 0; i--) {
    ranges.unshift([at, at + 1]);
    at = (from[i] as Int32Array)[at] as number;
  }
  return { score, ranges };
}

function joined(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
