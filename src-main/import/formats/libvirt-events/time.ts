// Times of virsh logs: date, time and distance to UTC.

const SHAPE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})([+-])(\d\d)(\d\d)$/;

/** Unix ns of `2026-11-21 10:35:04.534+0000`; null where it is no such moment. */
export function parseLogTime(text: string): bigint | null {
  const found = SHAPE.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second, ms] = found.slice(1, 8).map(Number) as number[];
  const [sign, hours, minutes] = [found[8] === "-" ? -1 : 1, Number(found[9]), Number(found[10])];
  const utc = Date.UTC(year as number, (month as number) - 1, day, hour, minute, second, ms);
  const sameDay = new Date(utc).getUTCDate() === day && new Date(utc).getUTCMonth() + 1 === month;
  if (!sameDay || (hour as number) > 23 || (minute as number) > 59 || (second as number) > 59) return null;
  return BigInt(utc - sign * (hours * 60 + minutes) * 60_000) * 1_000_000n;
}
