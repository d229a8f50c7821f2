// The head of the page: what is seen, zooming, finding a lane, and where to go with it.
import { useStore } from "zustand";
import { formatSeconds } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { lengthOf } from "../../timeline/view.ts";
import { Button } from "../../ui/button.tsx";
import { SearchField } from "../../ui/field.tsx";
import { PageHead } from "../../ui/page.tsx";
import { exactText } from "./moments.ts";
import { useLately, useStage } from "./stage.tsx";

export function Head({ onFound }: { readonly onFound: () => void }) {
  const { commands } = useApp();
  const { desk } = useStage();
  const search = useStore(desk.state, (state) => state.search);
  const act = (id: string) => () => void commands.run(id);
  const icon = (name: "zoomIn" | "zoomOut" | "full", label: string, command: string) => (
    <Button kind="ghost" icon={name} label={label} command={command} onClick={act(command)} />
  );
  return (
    <PageHead
      title="Timeline"
      scope={
        <>
          <SeenTimes />
          {icon("zoomIn", "Zoom in", "timeline.zoomIn")}
          {icon("zoomOut", "Zoom out", "timeline.zoomOut")}
          {icon("full", "Show everything", "timeline.all")}
          <span className="sep" />
          <SearchField
            label="Find a lane"
            className="timeline-search"
            value={search}
            onChange={(text) => desk.state.setState({ search: text })}
            onEnter={onFound}
          />
        </>
      }
      actions={
        <Button icon="sql" command="timeline.openSql" onClick={act("timeline.openSql")}>
          Open as SQL
        </Button>
      }
      primary={
        <Button kind="primary" icon="whatif" command="timeline.useInWhatIf" onClick={act("timeline.useInWhatIf")}>
          Use in What-if
        </Button>
      }
    />
  );
}

function SeenTimes() {
  const { startWallMs } = useStage();
  const view = useLately();
  return (
    <div className="field mono timeline-seentimes">
      {exactText(view.fromMs, startWallMs)}
      <span className="dim2">to</span>
      {exactText(view.toMs, startWallMs)}
      <span className="dim2 timeline-length">{formatSeconds(Number((lengthOf(view) / 1000).toPrecision(4)))}</span>
    </div>
  );
}
