// What can be taken from a chart, for the menu of its panel: its picture and its option.
import { useMemo } from "react";
import { useApp } from "../app/app.tsx";
import { copyText } from "../ui/copy.tsx";
import type { MenuItem } from "../ui/menu.tsx";
import type { PictureRef } from "./chart.tsx";
import type { Picture } from "./picture.ts";

/** `kind`: a drawing of our own has neither pixels nor an option. */
export function useChartMenu(picture: PictureRef, kind: "chart" | "drawing" = "chart"): readonly MenuItem[] {
  const { toasts } = useApp();
  return useMemo(() => {
    const copy = (what: string, take: (from: Picture) => Promise<boolean>): void => {
      const from = picture.current;
      const done = from ? take(from).catch(() => false) : Promise.resolve(false);
      void done.then((copied) =>
        copied ? toasts.say(`Copied as ${what}`, { tone: "ok" }) : toasts.say(`It could not be copied as ${what}`),
      );
    };
    const svg: MenuItem = {
      id: "svg",
      title: "Copy as SVG",
      run: () => copy("SVG", async (from) => copyText(await from.svg())),
    };
    if (kind === "drawing") return [{ ...svg, icon: "copy" }];
    return [
      { id: "png", title: "Copy as picture", icon: "copy", run: () => copy("picture", copyPng) },
      svg,
      {
        id: "option",
        title: "Copy chart option",
        run: () => copy("chart option", async (from) => (from.option ? copyText(from.option()) : false)),
      },
    ];
  }, [picture, kind, toasts]);
}

async function copyPng({ png }: Picture): Promise<boolean> {
  if (!png) return false;
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png() })]);
  return true;
}
