// Moments in words: "today 14:41", "yesterday 09:12", "21 November"; the year where it is another one.

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time: string;
}

function partsOf(ms: number, timeZone: string | undefined): Parts {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  const found = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => found.get(type) ?? "";
  return { year: part("year"), month: part("month"), day: part("day"), time: `${part("hour")}:${part("minute")}` };
}

const dayOf = ({ year, month, day }: Parts): string => `${day} ${month} ${year}`;

/** When something was, seen from `nowMs`; `timeZone` undefined: that of the window's machine. */
export function dayInWords(ms: number, nowMs: number, timeZone?: string): string {
  const [then, now] = [partsOf(ms, timeZone), partsOf(nowMs, timeZone)];
  if (dayOf(then) === dayOf(now)) return `today ${then.time}`;
  // Half a day before noon of today is yesterday wherever days have 23 to 25 hours.
  const sinceMidnight = hoursOf(now.time);
  const yesterday = partsOf(nowMs - (sinceMidnight + 12) * 3_600_000, timeZone);
  if (ms < nowMs && dayOf(then) === dayOf(yesterday)) return `yesterday ${then.time}`;
  return then.year === now.year ? `${then.day} ${then.month}` : dayOf(then);
}

const hoursOf = (time: string): number => Number(time.slice(0, 2)) + Number(time.slice(3)) / 60;

/** Date and time of a file, sortable by eye: "2026-11-21 14:41". */
export function fileTime(ms: number, timeZone?: string): string {
  const { year, day, time } = partsOf(ms, timeZone);
  const month = new Intl.DateTimeFormat("en-GB", { month: "2-digit", timeZone }).format(ms);
  return `${year}-${month}-${day.padStart(2, "0")} ${time}`;
}
