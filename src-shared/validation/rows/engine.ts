// Rows of the engine's own arithmetic: whole parts, random words, bits of functions, digests (model 8).
import { createDigest } from "../../base/digest.ts";
import { exp, log } from "../../base/math.ts";
import { largestRemainder } from "../../base/remainder.ts";
import { philox } from "../../base/rng.ts";
import { list, table, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;

const remainder = row({
  id: "V45",
  system,
  kind: "exact",
  claim: "ten by equal weights",
  inputs: {
    n: whole(10, "units", { max: 1e9 }),
    weights: list([1, 1, 1], "weights", { min: 1, max: 2 ** 20, whole: true }),
  },
  result: "parts",
  expects: { is: "exact", value: [4, 3, 3] },
  formula: "whole shares, the rest to the largest remainders, ties to the first",
  evidence: "derived",
  source: "model 0",
  compute: ({ n, weights }) => largestRemainder(n, weights),
});

const sevenParts = furtherCase(remainder, "V45.2", {
  inputs: { n: 7, weights: [5, 3, 2] },
  claim: "seven by 5, 3 and 2",
  expects: { is: "exact", value: [4, 2, 1] },
});

const hundredParts = furtherCase(remainder, "V45.3", {
  inputs: { n: 100, weights: [1, 2, 4] },
  claim: "a hundred by 1, 2 and 4",
  expects: { is: "exact", value: [14, 29, 57] },
});

const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return hexOf(view.getUint32(0)) + hexOf(view.getUint32(4));
}

const random = row({
  id: "V46",
  system,
  kind: "exact",
  claim: "known answers of the random streams",
  inputs: {
    key: table(
      [
        [0, 0],
        [0xa4093822, 0x299f31d0],
      ],
      "key words",
      { width: 2, max: 2 ** 32 - 1, whole: true },
    ),
    counter: table(
      [
        [0, 0, 0, 0],
        [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      ],
      "counter words",
      {
        width: 4,
        max: 2 ** 32 - 1,
        whole: true,
      },
    ),
  },
  result: "four words in hexadecimal, for each",
  expects: {
    is: "exact",
    value: ["6627e8d5 e169c58d bc57ac4c 9b00dbd8", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  },
  formula: "Philox4x32-10",
  evidence: "published",
  source: "Salmon et al., SC 2011; Random123's known answers",
  compute: ({ key, counter }) =>
    counter.map((c, i) => {
      const out = new Uint32Array(4);
      const k = key[i] ?? [0, 0];
      philox(k[0]!, k[1]!, c[0]!, c[1]!, c[2]!, c[3]!, out);
      return Array.from(out, hexOf).join(" ");
    }),
});

const bits = row({
  id: "V46.2",
  system,
  kind: "exact",
  claim: "exp and log to the last bit",
  inputs: {
    exp_of: list([1, -37.25], "arguments", { min: -708, max: 709 }),
    log_of: list([0.1], "arguments", { min: 1e-300 }),
  },
  result: "bits of exp, then of log",
  expects: { is: "exact", value: ["4005bf0a8b14576a", "3c93278bcd70e981", "c0026bb1bbb55515"] },
  formula: "own exp and log, of + − × ÷ and square root alone",
  evidence: "derived",
  source: "model 8",
  compute: ({ exp_of, log_of }) => [...exp_of.map((x) => bitsOf(exp(x))), ...log_of.map((x) => bitsOf(log(x)))],
});

const digests = row({
  id: "V46.3",
  system,
  kind: "exact",
  claim: "a thousand values of exp and of log have these digests",
  inputs: { values: whole(1000, "values", { min: 1, max: 1_000_000 }) },
  result: "digest of exp(i/8 − 50), of log((i + 1)/7)",
  expects: { is: "exact", value: ["edff03d144dd2097", "8a07f89a120c3c23"] },
  formula: "FNV-1a, 64 bits, over big-endian doubles",
  evidence: "derived",
  source: "model 8",
  compute: ({ values }) => {
    const [ofExp, ofLog] = [createDigest(), createDigest()];
    for (let i = 0; i < values; i++) {
      ofExp.add(exp(i / 8 - 50));
      ofLog.add(log((i + 1) / 7));
    }
    return [ofExp.hex(), ofLog.hex()];
  },
});

export const engineRows = [remainder, sevenParts, hundredParts, random, bits, digests];
