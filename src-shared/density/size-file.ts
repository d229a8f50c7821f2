// The file of section sizes (`layout --sizes`, and images of guests in a scenario): its schema and what one value cannot show.
import { z } from "zod";
import { failure, type PlimsollError } from "../base/errors.ts";
import type { ImageSet } from "../model/mechanisms/layout/sizes.ts";
import { issueWords } from "./issue-words.ts";
import { nearest } from "./nearest.ts";

const bytes = z.int().min(0);

const LibrarySizes = z.strictObject({
  name: z.string().min(1),
  text: bytes,
  rodata: bytes.default(0),
  ind: bytes.optional(),
});
const ImageSizes = z.strictObject({
  name: z.string().min(1),
  /** In link order. */
  libraries: z.array(z.string()),
  instances: z.int().min(0).default(1),
  private_pages: z.int().min(0).default(0),
  /** Bytes once dead code is taken out. */
  dce: z.strictObject({ text: bytes, rodata: bytes.default(0) }).optional(),
});

/** As published in schemas/sizes.json. */
export const SizeFile = z.strictObject({
  $schema: z.string().optional(),
  libraries: z.array(LibrarySizes),
  images: z.array(ImageSizes).min(1),
});

const refuse = (file: string | null, code: string, what: string, expected: string, next: string): PlimsollError =>
  failure(code, what, { where: { file }, expected, next, exit: 2 });

const written = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
    "",
  );

/** A size file from parsed JSON. Throws `sizes.unknown_key`, `sizes.bad_value`, `sizes.unknown_library`, `sizes.twice` (exit 2). */
export function parseSizes(json: unknown, file: string | null): ImageSet {
  const result = SizeFile.safeParse(json);
  if (!result.success) throw mistake(result.error.issues[0]!, json, file);
  const { libraries, images } = result.data;
  const known = new Set<string>();
  for (const { name } of libraries) {
    if (known.has(name)) throw twice(`the library ${JSON.stringify(name)} stands twice`, file);
    known.add(name);
  }
  for (const image of images) {
    const own = new Set<string>();
    for (const name of image.libraries) {
      if (!known.has(name)) throw unknownLibrary(image.name, name, [...known], file);
      if (own.has(name))
        throw twice(`the image ${JSON.stringify(image.name)} has the library ${JSON.stringify(name)} twice`, file);
      own.add(name);
    }
  }
  return { libraries, images };
}

function mistake(issue: z.core.$ZodIssue, json: unknown, file: string | null): PlimsollError {
  const place = written(issue.path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const known =
      issue.path.length === 0 ? SizeFile.shape : issue.path[0] === "libraries" ? LibrarySizes.shape : ImageSizes.shape;
    const near = nearest(key, Object.keys(known));
    return refuse(
      file,
      "sizes.unknown_key",
      `the key ${JSON.stringify(key)} ${place === "" ? "at the top" : `in ${place}`} is not known`,
      `one of ${Object.keys(known).join(", ")}`,
      near === null ? `remove ${key}` : `did you mean ${near}?`,
    );
  }
  const value = issue.path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    json,
  );
  const shown = value === undefined ? "is missing" : `is ${JSON.stringify(value).slice(0, 80)}`;
  return refuse(
    file,
    "sizes.bad_value",
    `${place || "the size file"} ${shown}`,
    issueWords(issue, String(issue.path.at(-1) ?? "")),
    "correct it and run again",
  );
}

function unknownLibrary(image: string, name: string, known: readonly string[], file: string | null): PlimsollError {
  const near = nearest(name, known);
  const next = near === null ? "add its sizes to libraries" : `add its sizes to libraries, or did you mean ${near}?`;
  const what = `the image ${JSON.stringify(image)} has the library ${JSON.stringify(name)}, which has no sizes`;
  return refuse(file, "sizes.unknown_library", what, "libraries that are listed with their sizes", next);
}

const twice = (what: string, file: string | null): PlimsollError =>
  refuse(file, "sizes.twice", what, "every name once", "give one of them another name, or remove it");
