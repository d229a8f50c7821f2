// Text of others, such as names in captures, made harmless to show.

/** Text with what cannot be seen or turns the direction of writing replaced by U+FFFD; tabs and line ends stay. */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
