// Names of the editor's languages, and text for its boxes; light, so that pages need not load the editor for them.

export const SCRIPT = "plimsoll-policy";

/** Text in Markdown that is shown as it is. */
export const plainMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+!<>|~-]/g, "\\$&");
