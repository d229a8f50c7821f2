// Recent projects: the last answer with interval and grade, when each was open, which have moved.
import { type KeyboardEvent, useRef, useState } from "react";
import { useStore } from "zustand";
import { formatPlain } from "../../../src-shared/base/format.ts";
import type { RecentProject } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { offerStep } from "../../app/undo-words.ts";
import { dayInWords } from "../../intake/dates.ts";
import { forgottenIn, withForgotten, withoutForgotten } from "../../intake/forgotten.ts";
import { useIntake, useIntakeState } from "../../intake/use-intake.ts";
import { Button } from "../../ui/button.tsx";
import { Grade } from "../../ui/mark.tsx";

/** Projects of the list that the user has not taken off. */
export function useRecent(projects: readonly RecentProject[]): readonly RecentProject[] {
  const forgotten = useStore(useApp().settings, ({ pages }) => pages);
  const gone = forgottenIn(forgotten);
  return projects.filter(({ path }) => !gone.includes(path));
}

export function Recent({ projects }: { readonly projects: readonly RecentProject[] }) {
  const app = useApp();
  const intake = useIntake();
  const busy = useIntakeState((state) => state.busy);
  const [focus, setFocus] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const at = Math.min(focus, projects.length - 1);

  const forget = ({ path, name }: RecentProject): void => {
    const set = (change: typeof withForgotten): void =>
      app.settings.setState(({ pages }) => ({ pages: change(pages, path) }));
    const take = (): void => set(withForgotten);
    const giveBack = (): void => set(withoutForgotten);
    take();
    const step = app.undo.add({ title: `Forget ${name}`, undo: giveBack, redo: take });
    offerStep(app, `${name} is off the list; its files stay`, step);
  };
  const locate = ({ path }: RecentProject): void =>
    void intake.choose("project", async ([found]) => {
      if (found === undefined || !(await intake.openProject(found)) || found === path) return;
      await app.client.request("forget", { project: path });
      await app.session.refreshHome();
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    const rows = projects.length;
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows - 1 };
    const next = steps[event.key];
    const project = projects[at];
    if (next !== undefined) {
      const row = Math.min(rows - 1, Math.max(0, next));
      setFocus(row);
      list.current?.querySelectorAll<HTMLElement>(".startprojectopen")[row]?.focus();
    } else if (event.key === "Delete" && project) forget(project);
    else return;
    event.preventDefault();
  };
  return (
    <ul className="panel startprojects" ref={list} onKeyDown={onKeyDown} aria-label="Recent projects">
      {projects.map((project, index) => (
        <Row
          key={project.path}
          project={project}
          tabIndex={index === at ? 0 : -1}
          busy={busy === project.path}
          onFocus={() => setFocus(index)}
          onOpen={() => (project.found ? void intake.openProject(project.path) : locate(project))}
          onLocate={() => locate(project)}
          onForget={() => forget(project)}
        />
      ))}
    </ul>
  );
}

function Row(props: {
  readonly project: RecentProject;
  readonly tabIndex: 0 | -1;
  readonly busy: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onLocate: () => void;
  readonly onForget: () => void;
}) {
  const { project, tabIndex } = props;
  const { name, path, answer, found } = project;
  const n = answer && formatPlain(answer.p50);
  const spread = answer && `${formatPlain(answer.p5)} to ${formatPlain(answer.p95)}`;
  const when = dayInWords(project.opened_ms, Date.now());
  return (
    <li className={`startproject${found ? "" : " moved"}${props.busy ? " busy" : ""}`} onFocus={props.onFocus}>
      <button
        type="button"
        className="startprojectopen"
        tabIndex={tabIndex}
        title={found ? path : `${path} is no longer there`}
        onClick={props.onOpen}
      >
        <span>
          <b className="ell">{name}</b>
          <span className="dim2 ell startsmall">{path}</span>
        </span>
        <span className="num r">
          {!found ? (
            <span className="tag warn">moved</span>
          ) : answer ? (
            <>
              <b className="startn" title={`scenario ${answer.scenario}`}>
                {n}
              </b>
              <span className="sr"> guests fit, p5 to p95</span>
            </>
          ) : (
            <span className="dim2">no answer</span>
          )}
        </span>
        <span className="row">
          {found && answer && (
            <>
              <span className="num dim">{spread}</span>
              <span className="grow" />
              <Grade letter={answer.grade} />
            </>
          )}
        </span>
        <span className="dim2 r">{when}</span>
      </button>
      {!found && (
        <span className="startlocate">
          <Button onClick={props.onLocate}>Locate</Button>
        </span>
      )}
      <span className="startprojectmore">
        <Button kind="ghost" icon="close" label={`Forget ${name}`} onClick={props.onForget} />
      </span>
    </li>
  );
}
