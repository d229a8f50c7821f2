// How a guest looks everywhere: colour, pattern and initials by its place in the project's list.

/** Colour (1 to 12) and pattern (0 to 3) that a guest keeps everywhere; `index` counts from 0. */
export const guestLook = (index: number): { readonly hue: number; readonly pattern: number } => ({
  hue: (index % 12) + 1,
  pattern: Math.floor(index / 12) % 4,
});

/** One letter, or letter and last digit where names are numbered. */
export function initials(name: string): string {
  const letters = [...name.replace(/[^\p{L}\p{N}]+/gu, " ").trim()];
  const first = (letters[0] ?? "?").toUpperCase();
  const digit = /\d$/.exec(name)?.[0];
  return digit !== undefined && letters.length > 1 ? first + digit : first;
}
