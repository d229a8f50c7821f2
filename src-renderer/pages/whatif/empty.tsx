// What stands on the page where there is nothing to answer from: what is missing, and which capture would supply it.
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { Grade } from "../../ui/mark.tsx";
import { Empty } from "../../ui/state.tsx";
import { usePage } from "./context.tsx";

/** The best grade that each kind of capture can carry, by the rules of the grade (model section 1.5). */
const captures = [
  ["domain XML, guest statistics", "sizes, ballooning", "D"],
  ["+ page faults of whole days", "resident sets over time", "A"],
  ["+ page contents of eight guests", "deduplication", "A"],
] as const;

/** `reply`: an answer with grade E, which is none. */
export function NoProfile({ reply }: { readonly reply: DensityReply | null }) {
  const { whatIf } = usePage();
  const { route, commands } = useApp();
  return (
    <Empty
      title={reply ? "The captures do not carry an answer" : "No guest has a profile yet"}
      actions={
        <>
          <Button kind="primary" icon="import" onClick={() => route.go("import")}>
            Import captures
          </Button>
          <Button icon="whatif" onClick={() => void whatIf.startFrom("static")}>
            Static mix by hand
          </Button>
          <Button kind="ghost" icon="ship" onClick={() => commands.run("project.openSample")}>
            Sample project
          </Button>
        </>
      }
      below={<div className="panel wi-need">{reply ? <Missing reply={reply} /> : <Kinds />}</div>}
    >
      {reply
        ? "An N* would be a guess, grade E. What is missing stands below; a static mix can be sized by hand."
        : "A what-if needs to know what a guest does with its memory. Import a capture, or size a static mix by hand."}
    </Empty>
  );
}

function Kinds() {
  return (
    <table className="d">
      <thead>
        <tr>
          <th scope="col">With this capture</th>
          <th scope="col">you can ask about</th>
          <th scope="col">Grade up to</th>
        </tr>
      </thead>
      <tbody>
        {captures.map(([capture, about, grade]) => (
          <tr key={capture}>
            <td>{capture}</td>
            <td className="dim">{about}</td>
            <td>
              <Grade letter={grade} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Missing({ reply }: { readonly reply: DensityReply }) {
  const { reasons, raise_by: remedies } = reply.coverage;
  return (
    <table className="d">
      <thead>
        <tr>
          <th scope="col">What is missing</th>
          <th scope="col">what would supply it</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason, at) => (
          <tr key={reason}>
            <td className="wi-wrap">{reason}</td>
            <td className="dim wi-wrap">{remedies[at] ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
