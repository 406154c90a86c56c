// A list of messages whose end stays in view, for whoever is there.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** How far from the end still counts as being there. */
const NEAR_PX = 80;

export interface FollowEnd {
  readonly pane: RefObject<HTMLDivElement | null>;
  readonly body: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
}

/** `last` names the newest message; with `own` (an answer to this person, or their own words) the end is shown wherever they are. */
export function useFollowEnd(last: string, own: boolean): FollowEnd {
  const pane = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const toEnd = (): void => {
    const element = pane.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (own) follows.current = true;
    toEnd();
  }, [last]);
  // Cards that grow keep the end in view.
  useEffect(() => {
    const watched = body.current;
    if (watched === null) return;
    const grows = new ResizeObserver(toEnd);
    grows.observe(watched);
    return () => grows.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = pane.current;
    if (element === null) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
  };
  return { pane, body, onScroll };
}
