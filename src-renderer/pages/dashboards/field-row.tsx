// A field of a form with its name above it.
import type { ReactNode } from "react";

export function Field({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="db-field">
      <span className="dim2" aria-hidden="true">
        {title}
      </span>
      {children}
    </div>
  );
}
