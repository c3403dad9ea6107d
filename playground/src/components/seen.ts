/** Whether a part of the page is in sight: what nobody sees is not computed. */
import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** @param isSeen told as long as the element is there */
export function useSeen(isSeen: Signal<boolean>): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => (isSeen.value = entry!.isIntersecting));
    watch.observe(element.current!);
    return () => {
      watch.disconnect();
      isSeen.value = false;
    };
  }, []);
  return element;
}
