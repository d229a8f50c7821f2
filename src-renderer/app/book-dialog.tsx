// The model book in the window: chapters on the left, the one that is read on the right, found by their words.
import "./book.css";
import { createElement, type ReactNode, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { SearchField } from "../ui/field.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { type Book, type BookNode, chapterAt, wordsOf } from "./book.ts";

/** A tree that was built with the window, as elements: nothing in it is read as HTML. */
function elementOf(node: BookNode, key: number): ReactNode {
  if (typeof node === "string") return node;
  const [tag, attributes, ...children] = node;
  return createElement(tag, { ...attributes, key }, ...children.map(elementOf));
}

export function BookDialog() {
  const { overlays } = useApp();
  const [book, setBook] = useState<Book | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    fetch("./book.json", { signal: abort.signal })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .then(setBook, () => !abort.signal.aborted && setFailed(true));
    return () => abort.abort();
  }, []);
  return (
    <Dialog title="Model book" width={1080} light flush onClose={() => overlays.close()}>
      {failed ? (
        <div className="blk">
          <Callout tone="err">The model book could not be read. Its chapters are in docs/model of the source.</Callout>
        </div>
      ) : book === null ? (
        <Skeleton height={480} label="Reading the model book" />
      ) : (
        <Reader book={book} />
      )}
    </Dialog>
  );
}

function Reader({ book }: { readonly book: Book }) {
  const { overlays } = useApp();
  const wanted = useStore(overlays, (state) => state.argument);
  const [words, setWords] = useState("");
  const text = useRef<HTMLElement>(null);
  const chapter = chapterAt(book, wanted);
  const find = words.trim().toLowerCase();
  const found = book.chapters.filter((one) => find === "" || wordsOf(one).toLowerCase().includes(find));
  const read = (id: string): void => {
    overlays.show("book", id);
    text.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="book">
      <nav className="book-chapters" aria-label="Chapters">
        <SearchField label="Find in the book" value={words} onChange={setWords} />
        {found.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-current={id === chapter?.id ? "page" : undefined}
            onClick={() => read(id)}
          >
            {title}
          </button>
        ))}
        {found.length === 0 && <p className="dim2">No chapter has these words</p>}
      </nav>
      {chapter && (
        <article
          ref={text}
          className="book-text"
          aria-label={chapter.title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
          tabIndex={0}
        >
          <h2>{chapter.title}</h2>
          {chapter.blocks.map(elementOf)}
        </article>
      )}
    </div>
  );
}
