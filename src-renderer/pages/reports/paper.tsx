// The very file of the report in a frame of its own; an older one stays in sight until the newer one has been loaded.
import { useEffect, useRef, useState } from "react";

interface PaperProps {
  readonly address: string;
  readonly label: string;
  /** Section at which a new preview opens. The frame is another origin: where its reader has scrolled cannot be asked. */
  readonly place: string | null;
}

export function Paper({ address, label, place }: PaperProps) {
  const [shown, setShown] = useState(address);
  const [coming, setComing] = useState<string | null>(null);
  const places = useRef(new Map<string, string>());
  if (place !== null && !places.current.has(address) && address !== shown) places.current.set(address, `#${place}`);
  useEffect(() => {
    if (address !== shown) setComing(address);
  }, [address, shown]);
  const frames = coming === null || coming === shown ? [shown] : [shown, coming];
  return (
    <div className="reports-paper">
      {frames.map((one) => (
        <iframe
          key={one}
          title={one === shown ? label : "Newer preview"}
          src={`${one}${places.current.get(one) ?? ""}`}
          // No script, no forms, an origin of its own.
          sandbox=""
          referrerPolicy="no-referrer"
          className={one === shown ? "" : "coming"}
          aria-hidden={one !== shown}
          onLoad={() => {
            if (one !== coming) return;
            setShown(one);
            setComing(null);
          }}
        />
      ))}
    </div>
  );
}
