/** The part of WebAssembly that the sandbox uses; Node has it, but its types come with a browser's only. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Memory: new (size: { readonly initial: number; readonly maximum: number }) => Memory;
  function compile(bytes: Uint8Array): Promise<Module>;
}
