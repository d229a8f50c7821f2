// Which guests are in the mix: all but those that were taken out, remembered for each project.
import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";

const NAME = "guests.mix";

/** Names taken out of the mix, by the project's path. */
type LeftOut = Readonly<Record<string, readonly string[]>>;

function leftOutOf(pages: Readonly<Record<string, unknown>>, project: string): readonly string[] {
  const value = pages[NAME];
  const list = typeof value === "object" && value !== null ? (value as LeftOut)[project] : undefined;
  return Array.isArray(list) ? list : NOBODY;
}
const NOBODY: readonly string[] = [];

export function useMix(project: string, names: readonly string[]) {
  const { settings, undo } = useApp();
  const leftOut = useStore(settings, (state) => leftOutOf(state.pages, project));
  const inMix = useMemo(() => new Set(names.filter((name) => !leftOut.includes(name))), [leftOut, names]);
  const put = useCallback(
    (title: string, next: readonly string[]) => {
      const before = leftOutOf(settings.getState().pages, project);
      const keep = (list: readonly string[]): void => {
        const { pages } = settings.getState();
        settings.setState({
          pages: { ...pages, [NAME]: { ...(pages[NAME] as LeftOut | undefined), [project]: list } },
        });
      };
      keep(next);
      undo.add({ title, undo: () => keep(before), redo: () => keep(next) });
    },
    [settings, undo, project],
  );
  const set = useCallback(
    (name: string, included: boolean) => {
      const others = leftOut.filter((one) => one !== name);
      put(included ? `${name} into the mix` : `${name} out of the mix`, included ? others : [...others, name]);
    },
    [put, leftOut],
  );
  const setAll = useCallback(
    (included: boolean) =>
      put(included ? "All guests into the mix" : "All guests out of the mix", included ? [] : names),
    [put, names],
  );
  return { names: inMix, set, setAll };
}
