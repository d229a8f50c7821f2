// Bookmarks on the axis: pressing one shows its words, its span, and how to be rid of it.
import { useRef, useState } from "react";
import { formatSpan } from "../../app/clock.ts";
import { fitted } from "../../timeline/view.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { tip } from "../../ui/tip.ts";
import type { Note } from "./notes.ts";
import { useStage } from "./stage.tsx";
import { moveTo, useFollow } from "./use-follow.ts";
import { useSelectSpan } from "./use-hand.ts";

/** The axis beside which a note stands has no room for more. */
const APART_PX = 16;

export function NoteFlags() {
  const { notes, startWallMs } = useStage();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  useFollow(({ width, xOf }) => {
    let free = Number.NEGATIVE_INFINITY;
    for (const [at, { span }] of notes.notes.entries()) {
      const own = box.current?.children[at] as HTMLElement | undefined;
      const x = xOf(span.fromMs);
      if (!own) continue;
      own.hidden = x < -8 || x > width;
      if (own.hidden) continue;
      // Notes that begin in one place stand beside each other.
      const place = Math.max(x, free);
      free = place + APART_PX;
      moveTo(own, place);
    }
  });
  const flags = notes.notes.map((note) => {
    const words = note.text || "Bookmark";
    return (
      <span key={note.name} className="timeline-note">
        <button
          type="button"
          className="timeline-notego"
          aria-label={`${words}, ${formatSpan(note.span, startWallMs)}`}
          aria-haspopup="dialog"
          aria-expanded={open === note.name}
          {...tip(`${words}, ${formatSpan(note.span, startWallMs)}`)}
          onClick={() => setOpen(open === note.name ? null : note.name)}
        >
          <Icon name="bookmark" size={13} />
        </button>
        {open === note.name && <NoteEditor note={note} onClose={() => setOpen(null)} />}
      </span>
    );
  });
  return <div ref={box}>{flags}</div>;
}

function NoteEditor({ note, onClose }: { readonly note: Note; readonly onClose: () => void }) {
  const { desk, notes, startWallMs } = useStage();
  const select = useSelectSpan();
  const [text, setText] = useState(note.text);
  const removed = useRef(false);
  const close = (): void => {
    if (!removed.current) notes.reword(note, text.trim());
    onClose();
  };
  const moment = note.span.fromMs === note.span.toMs;
  return (
    <Popover label="Bookmark" className="timeline-notepop" align="start" onClose={close}>
      <div className="dim">{formatSpan(note.span, startWallMs)}</div>
      <TextField
        label="Words of the bookmark"
        value={text}
        placeholder="What is to be remembered"
        maxLength={400}
        onChange={setText}
        onEnter={close}
      />
      <div className="row">
        <Button
          icon={moment ? "target" : "full"}
          onClick={() => {
            if (moment) desk.goTo(note.span.fromMs);
            else {
              select(note.span);
              desk.glide(fitted(note.span, desk.lengthMs));
            }
            close();
          }}
        >
          {moment ? "Go there" : "Select its span"}
        </Button>
        <span className="grow" />
        <Button
          kind="danger"
          icon="remove"
          onClick={() => {
            removed.current = true;
            notes.remove(note);
            onClose();
          }}
        >
          Remove
        </Button>
      </div>
    </Popover>
  );
}
