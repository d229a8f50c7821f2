// A signal to give up, as every shell has one: structurally an AbortSignal, which plain src-shared code cannot name.

export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
