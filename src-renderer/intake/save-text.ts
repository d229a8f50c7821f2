// Gives a text that the window has made to the user as a file.

/** The browser's own download; the desktop shell asks where to. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Freed later: the download may not have begun when click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
