// What can be done on the page by keys and palette.
import { useEffect, useMemo } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import type { Command } from "../../app/commands.ts";
import { fitted, lengthOf, panned, whole, zoomed } from "../../timeline/view.ts";
import { withHeight, withStep } from "./arrangement.ts";
import { followAddress } from "./desk.ts";
import { nextInLane, nextInList } from "./next-event.ts";
import { heightOf, type LaneRow, lanesOfGroup, type Row } from "./rows.ts";
import { useStage } from "./stage.tsx";
import { useExplainEvent } from "./use-events.tsx";
import { useLaneActs } from "./use-lane-menu.ts";

const ZOOM = 1.4;
const PAN = 0.12;
const FAST = 0.6;
const HEIGHT_STEP = 12;

const own = (command: Omit<Command, "group" | "page">): Command => ({ ...command, group: "page", page: "timeline" });

/** `rows` are all rows of the page; one of them has, or had, the focus. */
export function useTimelineCommands(rows: readonly Row[]): void {
  const app = useApp();
  const { commands, route, escape: esc, toasts } = app;
  const stage = useStage();
  const { desk } = stage;
  const explain = useExplainEvent();
  const acts = useLaneActs();
  const moving = useMemo(() => movingCommands(stage), [stage]);
  useEffect(() => commands.register(moving), [commands, moving]);
  const spans = useMemo(() => spanCommands(app, stage), [app, stage]);
  useEffect(() => commands.register(spans), [commands, spans]);
  useEffect(() => {
    const focused = (): LaneRow | null => {
      const { focus } = desk.state.getState();
      const row = rows.find((one) => one.id === focus);
      return row?.kind === "lane" ? row : null;
    };
    const noLane = (): string | null => (focused() ? null : "no lane has the focus");
    const forLane = (act: (row: LaneRow) => void) => () => {
      const row = focused();
      if (row) act(row);
    };
    const go = (way: 1 | -1) => () => void goToNext(way);
    let abort = new AbortController();
    const goToNext = async (way: 1 | -1): Promise<void> => {
      const row = focused();
      const { cursorMs } = desk.state.getState();
      if (!row || row.lane.form === "events") {
        const event = nextInList(stage.data.events, cursorMs, way);
        if (event) explain(event);
        else toasts.say(way > 0 ? "No later event" : "No earlier event");
        return;
      }
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      const from = { project: stage.project, lane: row.lane, ms: cursorMs, way, lengthMs: desk.lengthMs };
      try {
        const ms = await nextInLane(app.client, from, signal);
        if (signal.aborted) return;
        if (ms === null) toasts.say(way > 0 ? "Nothing later in this lane" : "Nothing earlier in this lane");
        else desk.goTo(ms);
      } catch (thrown) {
        if (!signal.aborted) toasts.fail(toReport(thrown));
      }
    };
    const step = (way: 1 | -1) =>
      forLane((row) => {
        const { arranging, data } = stage;
        const group = row.pinned ? null : row.lane.group;
        const ids = row.pinned
          ? arranging.arrangement.pinned
          : lanesOfGroup(data.model, arranging.arrangement, row.lane.group).map(({ id }) => id);
        arranging.change(`${row.lane.title} moved`, (a) => withStep(a, group, ids, row.lane.id, way));
      });
    const size = (by: number) =>
      forLane(({ lane }) =>
        stage.arranging.change(`Height of ${lane.title}`, (a) => withHeight(a, lane.id, heightOf(a, lane) + by)),
      );
    return commands.register([
      own({ id: "timeline.next", title: "Next event in the lane", keys: ["."], icon: "right", run: go(1) }),
      own({ id: "timeline.previous", title: "Previous event in the lane", keys: [","], icon: "back", run: go(-1) }),
      own({
        id: "timeline.pin",
        title: "Pin the lane to the top, or no longer",
        keys: ["p"],
        icon: "pin",
        unavailable: noLane,
        run: forLane(({ lane }) => acts(lane).pin()),
      }),
      own({
        id: "timeline.table",
        title: "Show the table behind the lane",
        keys: ["t"],
        icon: "table",
        unavailable: noLane,
        run: forLane(({ lane }) => acts(lane).table()),
      }),
      own({
        id: "timeline.openSql",
        title: "Open the lane as SQL",
        icon: "sql",
        unavailable: noLane,
        run: forLane(({ lane }) => acts(lane).openSql()),
      }),
      own({
        id: "timeline.hide",
        title: "Hide the lane",
        keys: ["delete"],
        icon: "hidden",
        unavailable: noLane,
        run: forLane(({ lane }) => acts(lane).show(false)),
      }),
      own({
        id: "timeline.moveUp",
        title: "Move the lane up",
        keys: ["alt+arrowup"],
        icon: "sortUp",
        unavailable: noLane,
        run: step(-1),
      }),
      own({
        id: "timeline.moveDown",
        title: "Move the lane down",
        keys: ["alt+arrowdown"],
        icon: "sortDown",
        unavailable: noLane,
        run: step(1),
      }),
      own({
        id: "timeline.higher",
        title: "Make the lane higher",
        keys: ["shift+arrowdown"],
        unavailable: noLane,
        run: size(HEIGHT_STEP),
      }),
      own({
        id: "timeline.lower",
        title: "Make the lane lower",
        keys: ["shift+arrowup"],
        unavailable: noLane,
        run: size(-HEIGHT_STEP),
      }),
    ]);
  }, [app, commands, toasts, desk, stage, rows, explain, acts]);
  useEffect(() => {
    return esc.add("cancel", () => {
      const { kept, dock } = desk.state.getState();
      if (kept) desk.state.setState({ kept: null, dock: dock?.kind === "compare" ? null : dock });
      return kept !== null;
    });
  }, [esc, desk]);
  useEffect(() => {
    return esc.add("close", () => {
      const { dock } = desk.state.getState();
      if (dock) desk.state.setState({ dock: null });
      return dock !== null;
    });
  }, [esc, desk]);
  useEffect(() => followAddress(route, desk), [route, desk]);
}

type Stage = ReturnType<typeof useStage>;

function movingCommands({ desk }: Stage): readonly Command[] {
  const zoom = (factor: number) => () => {
    const { cursorMs } = desk.state.getState();
    desk.glide(zoomed(desk.goal(), factor, cursorMs, desk.lengthMs));
  };
  const pan = (share: number) => () => {
    const goal = desk.goal();
    desk.glide(panned(goal, lengthOf(goal) * share, desk.lengthMs));
  };
  const all = (): void => desk.glide(whole(desk.lengthMs));
  return [
    own({
      id: "timeline.zoomIn",
      title: "Zoom in at the cursor",
      keys: ["w", "+"],
      icon: "zoomIn",
      run: zoom(1 / ZOOM),
    }),
    own({ id: "timeline.zoomOut", title: "Zoom out", keys: ["s", "-"], icon: "zoomOut", run: zoom(ZOOM) }),
    own({ id: "timeline.left", title: "Go earlier", keys: ["a"], icon: "back", run: pan(-PAN) }),
    own({ id: "timeline.right", title: "Go later", keys: ["d"], icon: "forward", run: pan(PAN) }),
    own({ id: "timeline.farLeft", title: "Go far earlier", keys: ["shift+a"], run: pan(-FAST) }),
    own({ id: "timeline.farRight", title: "Go far later", keys: ["shift+d"], run: pan(FAST) }),
    own({ id: "timeline.all", title: "Show everything", keys: ["0"], icon: "full", run: all }),
  ];
}

function spanCommands({ route, toasts }: ReturnType<typeof useApp>, { desk, notes }: Stage): readonly Command[] {
  const span = () => route.getState().selection.span;
  const noSpan = (): string | null => (span() ? null : "no span is selected");
  return [
    own({
      id: "timeline.fit",
      title: "Fit the selected span",
      keys: ["f"],
      icon: "target",
      unavailable: noSpan,
      run: () => desk.glide(fitted(span() ?? desk.goal(), desk.lengthMs)),
    }),
    own({
      id: "timeline.bookmark",
      title: "Bookmark the span, or the moment at the cursor",
      keys: ["m"],
      icon: "bookmark",
      run: () => {
        const { cursorMs } = desk.state.getState();
        notes.add(span() ?? { fromMs: cursorMs, toMs: cursorMs });
      },
    }),
    own({
      id: "timeline.compare",
      title: "Compare the span with another, or end it",
      keys: ["c"],
      icon: "compare",
      unavailable: () => (desk.state.getState().kept ? null : noSpan()),
      run: () => {
        const { kept } = desk.state.getState();
        if (kept) {
          desk.state.setState({ kept: null, dock: null });
          return;
        }
        desk.state.setState({ kept: span(), dock: { kind: "compare" } });
        toasts.say("Now select the span to compare it with");
      },
    }),
    own({
      id: "timeline.useInWhatIf",
      title: "Use in What-if",
      icon: "whatif",
      run: () => route.go("whatif"),
    }),
  ];
}
