// Start of a window: the shell it runs in, the back end behind it, the frame.
import "../src-shared/protocol/zod-config.ts";
import "./ui/tokens.css";
import "./ui/ui.css";
import { createRoot } from "react-dom/client";
import { createClient } from "../src-shared/protocol/client.ts";
import { AppProvider, createApp } from "./app/app.tsx";
import { watchLink } from "./app/linked.ts";
import { followTheme, showRememberedTheme } from "./app/theme.ts";
import { AppWindow } from "./app/window.tsx";
import { onMac } from "./ui/keys.tsx";

async function start(): Promise<void> {
  showRememberedTheme();
  const { link, shell } =
    "plimsoll" in window
      ? (await import("./app/electron-shell.ts")).connectElectron()
      : await (await import("./app/loopback-shell.ts")).connectLoopback();
  document.documentElement.dataset.shell = shell.kind;
  if (onMac()) document.documentElement.dataset.system = "mac";
  const watched = watchLink(link);
  const app = createApp(createClient(watched.link), shell, watched.linked);
  followTheme(app.settings, (theme) => shell.setTheme(theme));
  createRoot(document.getElementById("root") as HTMLElement).render(
    <AppProvider app={app}>
      <AppWindow />
    </AppProvider>,
  );
}

void start();
