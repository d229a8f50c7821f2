// The rail: pages in their groups, then settings and keys.
import { Fragment, type MouseEvent } from "react";
import { useStore } from "zustand";
import { type Page, pages } from "../pages/registry.ts";
import { Icon } from "../ui/icon.tsx";
import { moveFocus } from "../ui/roving.ts";
import { tip } from "../ui/tip.ts";
import { useApp } from "./app.tsx";
import { preloadPage } from "./page-area.tsx";
import { formatRoute } from "./route.ts";

export function Rail() {
  const { commands } = useApp();
  return (
    <nav
      id="rail"
      aria-label="Pages"
      tabIndex={-1}
      onKeyDown={(event) => {
        const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button")];
        if (!moveFocus(event.key, stops, { way: "column", wrap: true })) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {pages.map((page, at) => (
        <Fragment key={page.id}>
          {at > 0 && pages[at - 1]?.group !== page.group && <hr />}
          <RailLink page={page} />
        </Fragment>
      ))}
      <span className="sp" />
      <button
        type="button"
        tabIndex={-1}
        aria-label="Settings"
        {...tip("Settings", "view.settings")}
        onClick={() => commands.run("view.settings")}
      >
        <Icon name="settings" size={19} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label="Keys and help"
        {...tip("Keys of this page", "view.keys")}
        onClick={() => commands.run("view.keys")}
      >
        <Icon name="help" size={19} />
      </button>
    </nav>
  );
}

function RailLink({ page }: { readonly page: Page }) {
  const { route } = useApp();
  const here = useStore(route);
  const on = here.page === page.id;
  const go = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    route.go(page.id);
  };
  return (
    <a
      href={formatRoute({ ...here, page: page.id, detail: null })}
      className={on ? "on" : ""}
      aria-label={page.title}
      aria-current={on ? "page" : undefined}
      tabIndex={on ? 0 : -1}
      {...tip(page.title, `go.${page.id}`)}
      onPointerEnter={() => preloadPage(page.id)}
      onFocus={() => preloadPage(page.id)}
      onClick={go}
    >
      <Icon name={page.icon} size={19} />
    </a>
  );
}
