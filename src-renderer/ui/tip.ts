// What a tooltip says about an element: attributes that the one tooltip of the window reads.

export interface TipAttributes {
  readonly "data-tip"?: string;
  readonly "data-tip-command"?: string;
}

/** Attributes to spread on an element: its tooltip, and the command whose keys stand beside it. */
export const tip = (text: string | null | undefined | false, command?: string): TipAttributes =>
  text ? { "data-tip": text, ...(command ? { "data-tip-command": command } : {}) } : {};
