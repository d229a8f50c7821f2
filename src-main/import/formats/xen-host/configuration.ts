// `xl list -l`: how domains were configured, as one JSON array.
import { isObject } from "../../text/qemu-events.ts";
import { type Block, isHostDomain, type Sink } from "./section.ts";

const KIB = 1024;

/** Names of facts are as deep as this in the configuration; what is below is not kept. */
const DEEPEST = 3;
/** Facts of one domain at most. */
const MOST_FACTS = 500;

/** Sizes are told by their names: max_memkb, target_memkb, shadow_memkb. */
const IN_KIB = /kb$/;

interface Told {
  readonly name: string;
  readonly value: string;
  readonly number: number | null;
}

/** Plain values below an object, by their path without the sections c_info and b_info. */
function* plainValues(value: unknown, path: string, depth: number): Generator<Told, void, void> {
  if (Array.isArray(value)) {
    if (value.length) yield { name: path, value: JSON.stringify(value).slice(0, 1000), number: value.length };
  } else if (isObject(value)) {
    if (depth === DEEPEST) return;
    for (const [key, below] of Object.entries(value)) {
      const section = depth === 0 && (key === "c_info" || key === "b_info");
      yield* plainValues(below, section ? path : path === "" ? key : `${path}.${key}`, depth + 1);
    }
  } else if (typeof value === "number") {
    const number = IN_KIB.test(path) ? value * KIB : value;
    yield { name: path, value: String(number), number };
  } else if (typeof value === "string" || typeof value === "boolean")
    yield { name: path, value: String(value).slice(0, 1000), number: null };
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Takes the domains of an array; false where it is no list of domains. */
export function takeConfiguration({ output, domains }: Sink, list: unknown, { t }: Block): boolean {
  if (!Array.isArray(list)) return false;
  let taken = 0;
  for (const one of list) {
    if (!isObject(one) || !isObject(one.config) || !Number.isInteger(one.domid)) continue;
    const domid = one.domid as number;
    if (domid < 0 || domid > 0xffff) continue;
    const { c_info: created, b_info: built } = one.config;
    const [info, build] = [isObject(created) ? created : {}, isObject(built) ? built : {}];
    const written = textOf(info.name);
    const name = written === null ? null : domains.named(domid, written);
    taken++;
    if (isHostDomain(domid, name)) continue;
    const most = typeof build.max_memkb === "number" && build.max_memkb > 0 ? build.max_memkb * KIB : null;
    const ramBytes = most !== null && Number.isSafeInteger(most) ? most : null;
    output.seen({ t, name, uuid: textOf(info.uuid), domid, ramBytes, how: "xl list -l" });
    let facts = 0;
    for (const told of plainValues(one.config, "", 0)) {
      if (facts++ === MOST_FACTS) break;
      output.fact({ t, scope: "guest", subject: domains.nameOf(domid), ...told, name: `xl.${told.name}` });
    }
  }
  return taken > 0 || list.length === 0;
}
