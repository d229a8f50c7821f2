// Paths into a JSON document ("density.curve[3].n"): reading one, and walking all of them.

const steps = (path: string): string[] => path.replace(/\[(\d+)\]/g, ".$1").split(".");

/** The value at a path; undefined where there is none. Keys with dots or brackets cannot be reached. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const step of steps(path)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** A path without its indices: "density.curve[3].n" is "density.curve.n". */
export const shapeOf = (path: string): string => path.replace(/\[\d+\]/g, "");

export type Leaf = string | number | boolean | null;

/** Every value of a document that is neither object nor list, in order; a key that is no plain word is quoted. */
export function* leaves(value: unknown, path = ""): Generator<readonly [path: string, value: Leaf]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, joined(path, key));
  } else if (value !== undefined) {
    yield [path, value as Leaf];
  }
}

const joined = (path: string, key: string): string => {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
};
