import { Button, Group, Modal, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useHistoryHold } from "../../app/history-steps.ts";

/** Where the reader is about to go: by a link, or a step through the history. */
type Way = { readonly path: string } | "step";

/** Asks before a changed rule is left: by a link, by Back or Forward, or with the page itself. */
export function LeaveGuard({ isChanged }: { readonly isChanged: boolean }) {
  const [, navigate] = useLocation();
  const [way, setWay] = useState<Way>();
  const askOfStep = useCallback(() => setWay("step"), []);
  const goOn = useHistoryHold(isChanged, askOfStep);
  const stay = () => setWay(undefined);
  const leave = () => (way === undefined || way === "step" ? goOn() : navigate(way.path));
  useEffect(() => {
    if (!isChanged) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const beforeLink = (event: MouseEvent) => {
      const path = pathLedTo(event);
      if (path === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      setWay({ path });
    };
    addEventListener("beforeunload", beforeUnload);
    addEventListener("click", beforeLink, { capture: true });
    return () => {
      removeEventListener("beforeunload", beforeUnload);
      removeEventListener("click", beforeLink, { capture: true });
    };
  }, [isChanged]);
  return (
    <Modal opened={way !== undefined} onClose={stay} title="Leave without saving?">
      <Text size="sm" mb="md">
        The rule is not saved. It is kept in this browser until you come back, without the values
        that name somebody.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={stay} data-autofocus>
          Stay here
        </Button>
        <Button onClick={leave}>Leave</Button>
      </Group>
    </Modal>
  );
}

/** Where a click leads in this window; undefined where it opens another one or is no link. */
function pathLedTo(event: MouseEvent): string | undefined {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!isPlain || !(link instanceof HTMLAnchorElement) || link.target === "_blank")
    return undefined;
  const { origin, pathname, search } = link;
  if (origin !== location.origin || link.getAttribute("href")?.startsWith("#") === true)
    return undefined;
  return pathname === location.pathname ? undefined : pathname + search;
}
