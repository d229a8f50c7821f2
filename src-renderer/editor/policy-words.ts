// What completion and hover of a policy speak from: the fields, actions and types that its API file declares.

export interface PolicyWord {
  readonly kind: "field" | "action" | "type" | "function";
  readonly label: string;
  /** Type of a field, or what an action is called with. */
  readonly detail: string;
  readonly doc: string | null;
  /** The interface that a field belongs to. */
  readonly of: string | null;
}

const RNG: PolicyWord = {
  kind: "function",
  label: "rng",
  detail: "() => number",
  doc: "Random numbers in [0, 1), the same on every run of a seed.",
  of: null,
};

/** Words of the API from its text. */
export function policyWords(api: string): readonly PolicyWord[] {
  const words: PolicyWord[] = [RNG];
  let of: string | null = null;
  let doc: string | null = null;
  for (const line of api.split("\n")) {
    const comment = /^\s*\/\*\* (.*?) ?\*\/$/.exec(line)?.[1];
    const type = /^export (?:interface|type) (\w+)/.exec(line)?.[1];
    const field = /^ {2}readonly (\w+)\??: (.+);$/.exec(line);
    const action = /kind: "(\w+)"/.exec(line)?.[1];
    if (comment !== undefined) doc = comment;
    else {
      if (type !== undefined) {
        of = type;
        words.push({ kind: "type", label: type, detail: "type", doc, of: null });
      } else if (action !== undefined) {
        const fields = [...line.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name).filter((n) => n !== "kind");
        words.push({ kind: "action", label: action, detail: fields.join(", "), doc, of: null });
      } else if (field) words.push({ kind: "field", label: field[1]!, detail: field[2]!, doc, of });
      doc = null;
    }
  }
  return actionsOfSeveralLines(api, words);
}

/** An action whose fields stand on lines of their own is a field to the reader of lines. */
function actionsOfSeveralLines(api: string, words: readonly PolicyWord[]): readonly PolicyWord[] {
  const known = new Set(words.filter(({ kind }) => kind === "action").map(({ label }) => label));
  const others = [...api.matchAll(/kind: "(\w+)"/g)].map(([, label]) => label!).filter((label) => !known.has(label));
  return [...words, ...others.map((label): PolicyWord => ({ kind: "action", label, detail: "", doc: null, of: null }))];
}

/** Names that scripts usually give to what has no field of its own. */
const USUAL: readonly (readonly [RegExp, string])[] = [
  [/^(?:o|obs|observation|view|seen)$/, "Observation"],
  [/^(?:g|guest|vm|one)$/, "GuestView"],
];

/** Words that can stand at the end of `before`. */
export function policyWordsAt(before: string, words: readonly PolicyWord[]): readonly PolicyWord[] {
  if (/\bkind:\s*["']\w*$/.test(before)) return words.filter(({ kind }) => kind === "action");
  const owner = /([\w$]+)[!?]?\.\w*$/.exec(before)?.[1];
  if (owner === undefined) return words.filter(({ kind }) => kind === "type" || kind === "function");
  const fields = words.filter(({ kind }) => kind === "field");
  const types = new Set(fields.map(({ of }) => of));
  const type =
    fields.find(({ label, detail }) => label === owner && types.has(detail))?.detail ??
    USUAL.find(([name]) => name.test(owner))?.[1];
  return type === undefined ? [] : fields.filter(({ of }) => of === type);
}
