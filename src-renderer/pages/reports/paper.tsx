// The very file of the report in a frame of its own; an older one stays in sight until the newer one has been loaded.
import { useEffect, useState } from "react";

export function Paper({ address, label }: { readonly address: string; readonly label: string }) {
  const [shown, setShown] = useState(address);
  const [coming, setComing] = useState<string | null>(null);
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
          src={one}
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
