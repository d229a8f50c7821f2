// A panel: a title that says what is seen, scope and unit in grey, and the table behind a chart.
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { MenuButton, type MenuItem } from "./menu.tsx";
import { DataTable, type TableData } from "./table.tsx";

export interface PanelProps {
  readonly title: string;
  /** Scope and unit. */
  readonly sub?: ReactNode;
  /** Stands before the title: what the panel is moved by. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** The numbers behind the chart: the table button (and key t) shows them in its place. */
  readonly table?: TableData;
  /** Behind the button with three dots: SQL, picture, full page. */
  readonly menu?: readonly MenuItem[];
  readonly className?: string;
  /** No padding around the content. */
  readonly flush?: boolean;
  /** Dimmed to 60 % while a newer answer is on its way. */
  readonly dimmed?: boolean;
  /** A line under the head, for content that begins at its edge. */
  readonly line?: boolean;
  readonly children: ReactNode;
}

export function Panel({
  title,
  sub,
  lead,
  actions,
  table,
  menu,
  className = "",
  flush,
  dimmed,
  line,
  children,
}: PanelProps) {
  const [asTable, setAsTable] = useState(false);
  const showsTable = asTable && table !== undefined;
  return (
    <section
      className={`panel ${className}${dimmed ? " dimmed" : ""}`}
      aria-label={title}
      aria-busy={dimmed || undefined}
    >
      <div className={`ph${line ? " line" : ""}`}>
        {lead}
        <h2>{title}</h2>
        {sub && <span className="sub">{sub}</span>}
        <span className="grow" />
        {actions}
        {table && (
          <Button
            className="totable"
            kind="ghost"
            icon="table"
            label={asTable ? "Show the chart" : "Show the table behind this chart"}
            command="view.table"
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
        )}
        {menu && menu.length > 0 && (
          <MenuButton kind="ghost" icon="more" label={`More of ${title}`} items={menu} align="end" />
        )}
      </div>
      <div className={`pb${flush || showsTable ? " flush" : ""}${showsTable ? " astable" : ""}`}>
        {showsTable ? <DataTable {...table} label={title} dense /> : children}
      </div>
    </section>
  );
}
