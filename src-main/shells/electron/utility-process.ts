// First code of every utility process: gives it the messages of a forked process, then runs the bundle it was started for.
import { startProcessesBy } from "../../jobs/start-process.ts";
import { becomeChild } from "./become-child.ts";
import { startOverMain } from "./start-over-main.ts";
import { isEntry, type ToUtility } from "./utility-messages.ts";

const { parentPort } = process;
const entry = process.argv[2];
if (!isEntry(entry)) throw new Error(`there is no process ${JSON.stringify(entry)}`);
// The bundle finds its arguments where a forked one finds them.
process.argv.splice(2, 1);

startProcessesBy(startOverMain(parentPort));
becomeChild(
  new Promise((resolve) => {
    parentPort.on("message", ({ data, ports }) => {
      if ((data as ToUtility).t === "parent" && ports[0]) resolve(ports[0]);
    });
  }),
);
await import(/* @vite-ignore */ new URL(`./${entry}.js`, import.meta.url).href);
