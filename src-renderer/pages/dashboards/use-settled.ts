// A value as it was when nothing had changed for a while: what is costly follows it.
import { useEffect, useState } from "react";

export function useSettled<T>(value: T, restMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === value) return;
    const timer = window.setTimeout(() => setSettled(value), restMs);
    return () => window.clearTimeout(timer);
  }, [value, settled, restMs]);
  return settled;
}
