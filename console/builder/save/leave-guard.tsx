import { Button, Group, Modal, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";

/** Asks before a changed rule is left: by a link of the page, or with the page itself. */
export function LeaveGuard({ isChanged }: { readonly isChanged: boolean }) {
  const [, navigate] = useLocation();
  const [to, setTo] = useState<string>();
  useEffect(() => {
    if (!isChanged) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const beforeLink = (event: MouseEvent) => {
      const path = pathLedTo(event);
      if (path === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      setTo(path);
    };
    addEventListener("beforeunload", beforeUnload);
    addEventListener("click", beforeLink, { capture: true });
    return () => {
      removeEventListener("beforeunload", beforeUnload);
      removeEventListener("click", beforeLink, { capture: true });
    };
  }, [isChanged]);
  return (
    <Modal opened={to !== undefined} onClose={() => setTo(undefined)} title="Leave without saving?">
      <Text size="sm" mb="md">
        The rule is not saved. It is kept in this browser until you come back, without the values
        that name somebody.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => setTo(undefined)} data-autofocus>
          Stay here
        </Button>
        <Button onClick={() => navigate(to ?? "/segments")}>Leave</Button>
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
