// The product's mark as the top bar shows it: ring and line, without tile and sea.
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg className="mark" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <circle cx="32" cy="32" r="17.5" />
      <path d="M3 32H61" />
    </svg>
  );
}
