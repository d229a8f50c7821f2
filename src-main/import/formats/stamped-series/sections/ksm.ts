// Section of /sys/kernel/mm/ksm read together: a line `KEY VALUE` for each of its files.
import { chosen, KSM_KEYS, ksmMeaning } from "../../../text/ksm.ts";
import { accepted } from "../../../text/verdict.ts";
import { type Section, type Sink, systemGroup } from "../section.ts";

const LINE = /^([a-z_]+) (.+)$/;

/** Numbers become series of the host, or of the guest that the stamp names; words become facts when they change. */
export function ksmFiles(sink: Sink): Section {
  const groupOf = systemGroup(sink, "ksm");
  const keyOf = (text: string): RegExpExecArray | null => {
    const match = LINE.exec(text);
    return match && KSM_KEYS.has(match[1] as string) ? match : null;
  };
  return {
    opens: (text) => keyOf(text) !== null,
    line(text, block) {
      const match = keyOf(text);
      if (!match) return null;
      const [, key, value] = match as unknown as [string, string, string];
      const number = Number(value);
      if (Number.isNaN(number))
        sink.output.fact({
          t: block.t,
          scope: block.guest === null ? "host" : "guest",
          subject: block.guest,
          name: `ksm.${key}`,
          value: chosen(value),
        });
      else groupOf(block).put(key, ksmMeaning, block.t, number);
      return accepted;
    },
  };
}
