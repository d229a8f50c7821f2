// A name in a narrow place: its middle goes first, for names of one host often differ in their last letters alone.
import "./intake.css";
import { tip } from "../ui/tip.ts";

/** Letters of the end that always stay. */
const KEPT = 11;
/** Names up to this length are cut at their end, should that be needed at all. */
const SHORT = 24;

/** The same as plain text, for titles and sentences. */
export function shortName(name: string): string {
  const letters = [...name];
  if (letters.length <= SHORT + 4) return name;
  return `${letters.slice(0, SHORT - KEPT).join("")}…${letters.slice(-KEPT).join("")}`;
}

export function LongName({ name }: { readonly name: string }) {
  const letters = [...name];
  if (letters.length <= SHORT) return <span className="ell">{name}</span>;
  return (
    <span className="intakename" {...tip(name)}>
      <span className="ell">{letters.slice(0, -KEPT).join("")}</span>
      <span>{letters.slice(-KEPT).join("")}</span>
    </span>
  );
}
