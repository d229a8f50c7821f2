// Going from event to event, and what an event tells of itself.
import { Fragment, useCallback } from "react";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { ScrollText } from "../../ui/scroll-text.tsx";
import type { TimelineEvent } from "./events.ts";
import { exactText } from "./moments.ts";
import { type Stage, useStage } from "./stage.tsx";

/** Shows an event in the drawer and brings the cursor to it. */
export function useExplainEvent(): (event: TimelineEvent) => void {
  const { drawer, settings, commands } = useApp();
  const stage = useStage();
  return useCallback(
    (event: TimelineEvent) => {
      stage.desk.goTo(event.ms);
      settings.setState({ drawerOpen: true });
      drawer.show(
        event.text,
        <EventDetails event={event} stage={stage} onQuery={(sql) => commands.run("query.open", sql)} />,
      );
    },
    [drawer, settings, commands, stage],
  );
}

function EventDetails(props: {
  readonly event: TimelineEvent;
  readonly stage: Stage;
  readonly onQuery: (sql: string) => void;
}) {
  const { event, stage } = props;
  const capture = stage.data.captures.get(event.capture);
  return (
    <>
      <section className="blk">
        <dl className="kv">
          <dt>When</dt>
          <dd className="mono">{exactText(event.ms, stage.startWallMs)}</dd>
          <dt>What</dt>
          <dd>{event.kind}</dd>
          {event.more.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
          {capture && (
            <>
              <dt>From</dt>
              <dd>{capture.name}</dd>
            </>
          )}
        </dl>
      </section>
      <section className="blk">
        <h3 className="sec">
          Query
          <span className="grow" />
          <CopyButton text={event.sql} label="Copy the query" />
        </h3>
        <ScrollText label="Query" className="code srcsql">
          {event.sql}
        </ScrollText>
        <Button icon="query" onClick={() => props.onQuery(event.sql)}>
          Open in Query
        </Button>
      </section>
    </>
  );
}
