// The selection as chips in a page's head: what the page obeys, and how to clear it.
import { useStore } from "zustand";
import { Chip, GuestMark } from "../ui/mark.tsx";
import { useApp } from "./app.tsx";
import { formatSpan } from "./clock.ts";
import type { Selection } from "./selection.ts";
import { durationWords, listWords } from "./selection-words.ts";
import { useSession } from "./use-request.ts";

type Part = "span" | "guests" | "captures";

/** `obeys`: the parts that the page follows; a page that cannot obey the span says why with `noSpan`. */
export function SelectionChips(props: { readonly obeys?: readonly Part[]; readonly noSpan?: string }) {
  const { obeys = ["span", "guests", "captures"], noSpan } = props;
  const { route } = useApp();
  const selection = useStore(route, (state) => state.selection);
  const project = useSession((session) => session.project);
  const { span, guests, captures } = selection;
  const change = (part: Partial<Selection>): void => route.change({ selection: { ...selection, ...part } });
  const places = project?.info.guests.map((guest) => guest.name) ?? [];
  const nameOfCapture = (id: number): string =>
    project?.info.captures.find((capture) => capture.id === id)?.name ?? `capture ${id}`;
  return (
    <>
      {span && obeys.includes("span") && (
        <Chip
          icon="clock"
          tip={`${durationWords(span)}, selected for every page`}
          clearLabel="Clear the span"
          onClear={() => change({ span: null })}
        >
          {formatSpan(span, project?.start_wall_ms ?? null)}
        </Chip>
      )}
      {span && !obeys.includes("span") && noSpan && <span className="dim2 ell">{noSpan}</span>}
      {guests.length > 0 && obeys.includes("guests") && (
        <Chip tip={guests.join(", ")} clearLabel="Clear the guests" onClear={() => change({ guests: [] })}>
          {guests.slice(0, 3).map((guest) => (
            <GuestMark key={guest} name={guest} index={Math.max(0, places.indexOf(guest))} />
          ))}
          <span className="ell">{listWords(guests)}</span>
        </Chip>
      )}
      {captures.length > 0 && obeys.includes("captures") && (
        <Chip
          icon="file"
          tip={captures.map(nameOfCapture).join(", ")}
          clearLabel="Clear the captures"
          onClear={() => change({ captures: [] })}
        >
          <span className="ell">{listWords(captures.map(nameOfCapture))}</span>
        </Chip>
      )}
    </>
  );
}
