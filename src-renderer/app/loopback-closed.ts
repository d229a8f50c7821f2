// What a browser shows that has no session with the loopback server: what happened and what to do next, without React.
import type { SessionStart } from "./loopback-session.ts";

type Refused = Extract<SessionStart, { refused: string }>["refused"];

const WORDS: Readonly<Record<Refused, { readonly title: string; readonly next: string }>> = {
  used: {
    title: "This address has opened a window before",
    next: "Each address opens one window. In the terminal where plimsoll serve runs, Enter gives another; or start it again.",
  },
  none: {
    title: "This browser has no session with the back end",
    next: "Open the address that plimsoll serve printed, with everything behind the #. After a restart it is a new one.",
  },
  unreachable: {
    title: "The back end does not answer",
    next: "Look whether plimsoll serve, and the tunnel to its machine, still run. Then load this page again.",
  },
};

export function showClosed(place: HTMLElement, why: Refused): void {
  const { title, next } = WORDS[why];
  const box = element("div", "empty", [element("h2", "", [title]), element("p", "", [next])]);
  box.setAttribute("role", "alert");
  box.style.minHeight = "100vh";
  place.replaceChildren(box);
}

function element(name: string, className: string, inside: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}
