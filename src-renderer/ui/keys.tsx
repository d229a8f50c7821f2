// The caps of a key chord, as this machine's keyboard prints them.
import { Fragment } from "react";
import { isMac, keyCaps, keyWords } from "../app/keys.ts";

/** Whether this window runs on a Mac. */
export const onMac = (): boolean => isMac(navigator.platform);

export function Keys({ keys }: { readonly keys: string }) {
  const mac = onMac();
  const words = keyWords(keys, mac);
  const steps = keyCaps(keys, mac);
  return (
    <span className="keys" role="img" aria-label={words}>
      {steps.map((caps) => (
        <Fragment key={caps.join()}>
          {caps !== steps[0] && <span className="dim2">then</span>}
          {caps.map((cap) => (
            <kbd key={cap}>{cap}</kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
