"use client";

import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";

/** A part of the page, and a way to move the focus in it once what is about to change is shown. */
export function useFocus<Root extends HTMLElement>(): [RefObject<Root | null>, (selector: string) => void] {
  const root = useRef<Root>(null);
  // A new object each time, so that the focus also moves to where it was moved before.
  const [target, setTarget] = useState<readonly [selector: string]>();
  useEffect(() => {
    if (target !== undefined) root.current?.querySelector<HTMLElement>(target[0])?.focus();
  }, [target]);
  return [
    root,
    (selector) => {
      setTarget([selector]);
    },
  ];
}
