// A way for frames between a window and the back end, whatever carries them: message port, WebSocket, pipe, memory.

export interface FrameLink {
  send(frame: Uint8Array): void;
  /** Frames in the order they were sent; one listener, set before the first frame can arrive. */
  onFrame(listen: (frame: Uint8Array) => void): void;
  /** The way is open (again), or lost. A link that never comes back tells `false` and stays so. */
  onOpen(listen: (open: boolean) => void): void;
  close(): void;
}

/** Two ends of a link inside one process: what one sends the other gets, a turn later. */
export function linkPair(): readonly [FrameLink, FrameLink] {
  const ends = [createEnd(), createEnd()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0].link, ends[1].link];
}

interface End {
  peer: End | null;
  readonly link: FrameLink;
  take(frame: Uint8Array): void;
  ended(): void;
}

function createEnd(): End {
  let onFrame: (frame: Uint8Array) => void = () => {};
  let onOpen: (open: boolean) => void = () => {};
  let open = true;
  const later = (work: () => void): void => {
    void Promise.resolve().then(work);
  };
  const end: End = {
    peer: null,
    take: (frame) => open && onFrame(frame),
    ended() {
      if (!open) return;
      open = false;
      onOpen(false);
    },
    link: {
      send(frame) {
        const { peer } = end;
        if (open) later(() => peer?.take(frame));
      },
      onFrame(listen) {
        onFrame = listen;
      },
      onOpen(listen) {
        onOpen = listen;
        if (open) later(() => open && listen(true));
      },
      close() {
        const { peer } = end;
        end.ended();
        later(() => peer?.ended());
      },
    },
  };
  return end;
}
