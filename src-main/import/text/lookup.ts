// Looking up words of a file in a fixed list: `constructor` and the like are words as any other.

/** What the list says of a word, undefined where it does not have it. */
export const lookup = <T>(list: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(list, word) ? list[word] : undefined;
