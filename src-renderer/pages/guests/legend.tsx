// Which colour is which guest, where a chart cannot say it on its marks.
import { LongName } from "../../intake/long-name.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import type { GuestRow } from "./model.ts";

export function GuestLegend({ rows }: { readonly rows: readonly GuestRow[] }) {
  return (
    <span className="legend">
      {rows.map((row) => (
        <span key={row.name}>
          <GuestMark name={row.name} index={row.index} /> <LongName name={row.name} />
        </span>
      ))}
    </span>
  );
}
