// exp, log, pow, the normal quantile and binomial draws from + - × ÷ sqrt alone: IEEE 754 fixes those to the bit.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;
const SQRT_HALF = Math.SQRT1_2;

const POWER_BIAS = 1100;
const POWERS_OF_TWO = powersOfTwo();
const bits = new DataView(new ArrayBuffer(8));

function powersOfTwo(): Float64Array {
  const table = new Float64Array(2 * POWER_BIAS + 1);
  table[POWER_BIAS] = 1;
  for (let i = 1; i <= POWER_BIAS; i++) {
    table[POWER_BIAS + i] = table[POWER_BIAS + i - 1]! * 2;
    table[POWER_BIAS - i] = table[POWER_BIAS - i + 1]! / 2;
  }
  return table;
}

/** e^x; at most 1 ulp from the correctly rounded value. Infinity above 709.78, 0 below -708. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.78) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let s = 1;
  for (let i = 13; i >= 1; i--) s = 1 + (r * s) / i;
  const half = Math.floor(k / 2);
  return s * POWERS_OF_TWO[POWER_BIAS + half]! * POWERS_OF_TWO[POWER_BIAS + k - half]!;
}

/** Natural logarithm; at most 2 ulp from the correctly rounded value. -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let value = x;
  let exponent = 0;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984;
    exponent = -54;
  }
  bits.setFloat64(0, value);
  const top = bits.getUint32(0);
  exponent += (top >>> 20) - 1022;
  bits.setUint32(0, (top & 0x000fffff) | 0x3fe00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let t = 0;
  for (let i = 21; i >= 1; i -= 2) t = t * z + 1 / i;
  return exponent * LN2_HIGH + (2 * s * t + exponent * LN2_LOW);
}

/** base^power for base >= 0, as exp(power · log base); 0^0 is 1. */
export function pow(base: number, power: number): number {
  if (power === 0) return 1;
  if (base === 0) return power > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(power * log(base));
}

const CENTRE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const MIDDLE_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const TAIL_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
  1.421511758316446e-7, 2.0442631033899397e-15,
];

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

/** z with P(standard normal <= z) = p, for 0 < p < 1 (Wichura 1988, AS241, PPND16); infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const z =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(TAIL_TOP, r - 5) / polynomial(TAIL_BOTTOM, r - 5);
  return q < 0 ? -z : z;
}

/**
 * The number of successes among n trials of probability p that belongs to the uniform draw u in [0, 1):
 * exact inversion when n·min(p, 1-p) < 30, else the rounded normal quantile clipped to 0..n.
 */
export function binomial(n: number, p: number, u: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, 1 - u);
  if (n * p >= 30) {
    const draw = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normalQuantile(u));
    return Math.min(n, Math.max(0, draw));
  }
  let term = pow(1 - p, n);
  let below = term;
  let successes = 0;
  while (u >= below && successes < n) {
    term = (term * (n - successes) * p) / ((successes + 1) * (1 - p));
    below += term;
    successes++;
    if (term === 0) break;
  }
  return successes;
}
