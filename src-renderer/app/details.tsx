// The details drawer: where a number comes from, what a page says of an object, or what is selected.
import type { ReactNode } from "react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { formatClock } from "../../src-shared/base/clock.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { GuestMark } from "../ui/mark.tsx";
import { ScrollText } from "../ui/scroll-text.tsx";
import { PaneEdge, usePaneSize } from "../ui/split.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { stepOfSpan } from "./clock.ts";
import type { DrawerContent } from "./drawer.ts";
import { isEmptySelection, type Selection, type Source } from "./selection.ts";
import { durationWords } from "./selection-words.ts";
import { useNarrow } from "./use-narrow.ts";
import { useSession } from "./use-request.ts";

const SIZE = { name: "drawer", standard: 296, min: 260, max: 480 } as const;

export function Details() {
  const { drawer, settings, escape: esc } = useApp();
  const open = useStore(settings, (state) => state.drawerOpen);
  const { content, home } = useStore(drawer);
  const size = usePaneSize(SIZE);
  const narrow = useNarrow();
  const close = (): void => settings.setState({ drawerOpen: false });
  useEffect(
    () =>
      esc.add("close", () => {
        if (!settings.getState().drawerOpen) return false;
        // Beside the page it stays, as a part of the window; over the page it is in the way.
        if (narrow) settings.setState({ drawerOpen: false });
        else if (drawer.getState().content === null) return false;
        else drawer.clear();
        return true;
      }),
    [esc, settings, drawer, narrow],
  );
  if (!open) return null;
  return (
    <>
      {!narrow && <PaneEdge {...SIZE} label="details" sizes="right" />}
      <aside id="drawer" className={narrow ? "over" : ""} style={{ width: size }} aria-label="Details" tabIndex={-1}>
        <div className="phead drawerhead">
          <h2 className="ell">{titleOf(content)}</h2>
          <span className="grow" />
          {content && <Button kind="ghost" icon="back" label="Back to the selection" onClick={() => drawer.clear()} />}
          <Button kind="ghost" icon="close" label="Close details" command="view.drawer" onClick={close} />
        </div>
        <div className="drawerbody">
          <Content content={content} home={home} />
        </div>
      </aside>
    </>
  );
}

function titleOf(content: DrawerContent | null): string {
  if (content === null) return "Selection";
  return content.kind === "source" ? content.source.title : content.title;
}

function Content({ content, home }: { readonly content: DrawerContent | null; readonly home: ReactNode }) {
  if (content === null) return home ?? <SelectionDetails />;
  if (content.kind === "object") return <>{content.view}</>;
  if (content.kind === "source") return <SourceDetails source={content.source} />;
  if (content.kind === "failed")
    return (
      <div className="blk">
        <Callout tone="err">Where this comes from could not be read: {content.what}</Callout>
      </div>
    );
  return (
    <div className="blk col" style={{ gap: 10 }}>
      <Skeleton height={32} label={`Looking where ${content.title} comes from`} />
      <div className="skel" style={{ height: 90 }} />
      <div className="skel" style={{ height: 60 }} />
    </div>
  );
}

function Block(props: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="blk">
      <h3 className="sec">
        {props.title}
        <span className="grow" />
        {props.actions}
      </h3>
      {props.children}
    </section>
  );
}

function SourceDetails({ source }: { readonly source: Source }) {
  const { commands } = useApp();
  const { shown, how, sql, sources, field } = source;
  return (
    <>
      <section className="blk">
        <div className="srcshown num">{shown}</div>
        {how && <p className="dim srchow">{how}</p>}
      </section>
      {sql !== null && (
        <Block title="Query" actions={<CopyButton text={sql} label="Copy the query" />}>
          <ScrollText label="Query" className="code srcsql">
            {sql}
          </ScrollText>
          <Button icon="query" onClick={() => commands.run("query.open", sql)}>
            Open in Query
          </Button>
        </Block>
      )}
      {sources.length > 0 && (
        <Block title={sources.length === 1 ? "From" : `From ${sources.length} sources`}>
          <ul className="srclist">
            {sources.map(({ what, sha256, note }) => (
              <li key={`${what} ${sha256}`}>
                <div>{what}</div>
                {note && <div className="dim2">{note}</div>}
                {sha256 && (
                  <div className="row hash">
                    <code className="mono dim2 ell">sha256 {sha256}</code>
                    <CopyButton text={sha256} label={`Copy the sha256 of ${what}`} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </Block>
      )}
      {field !== null && (
        <Block title="Field" actions={<CopyButton text={field} label="Copy the field's path" />}>
          <code className="mono srcfield">{field}</code>
        </Block>
      )}
    </>
  );
}

function SelectionDetails() {
  const { route } = useApp();
  const selection = useStore(route, (state) => state.selection);
  const project = useSession((session) => session.project);
  const { span } = selection;
  const change = (next: Partial<Selection>): void => route.change({ selection: { ...selection, ...next } });
  if (isEmptySelection(selection))
    return (
      <section className="blk">
        <p className="dim srchow">Nothing is selected. Press a number to see where it comes from.</p>
      </section>
    );
  const wall = project?.start_wall_ms ?? null;
  const names = project?.info.guests.map((guest) => guest.name) ?? [];
  const clear = (label: string, part: Partial<Selection>) => (
    <Button kind="ghost" icon="close" label={label} onClick={() => change(part)} />
  );
  return (
    <>
      {span && (
        <Block title="Span" actions={clear("Clear the span", { span: null })}>
          <dl className="kv">
            <dt>From</dt>
            <dd className="mono">{formatClock(span.fromMs, wall, stepOfSpan(span))}</dd>
            <dt>To</dt>
            <dd className="mono">{formatClock(span.toMs, wall, stepOfSpan(span))}</dd>
            <dt>Length</dt>
            <dd>{durationWords(span)}</dd>
          </dl>
        </Block>
      )}
      {selection.guests.length > 0 && (
        <Block title="Guests" actions={clear("Clear the guests", { guests: [] })}>
          <ul className="srclist tight">
            {selection.guests.map((guest) => (
              <li key={guest} className="row">
                <GuestMark name={guest} index={Math.max(0, names.indexOf(guest))} />
                <span className="ell">{guest}</span>
              </li>
            ))}
          </ul>
        </Block>
      )}
      {selection.captures.length > 0 && (
        <Block title="Captures" actions={clear("Clear the captures", { captures: [] })}>
          <ul className="srclist tight">
            {selection.captures.map((id) => (
              <li key={id} className="ell">
                {project?.info.captures.find((capture) => capture.id === id)?.name ?? `capture ${id}`}
              </li>
            ))}
          </ul>
        </Block>
      )}
    </>
  );
}
