declare module "*?raw" {
  /** The file as text. */
  const text: string;

  export { text as default };
}
