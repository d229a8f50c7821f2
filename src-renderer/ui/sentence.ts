// Words of errors as sentences: they begin with a capital letter, unless a name or a path stands first.

/** Words that begin what the product says and are never a name. */
const SMALL = new Set(
  "a an all another every it its more most no none nothing only some such that the there these they this those two what where".split(
    " ",
  ),
);

/** What happened, as a title: "The disk is full", but "damon.dat could not be read". */
export function sentence(text: string): string {
  const first = /^[a-z]+(?=[ ,])/.exec(text)?.[0];
  return first !== undefined && SMALL.has(first) ? capital(text) : text;
}

/** What to do next always begins with a verb. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
