import { ActionIcon, Button, Kbd } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense } from "react";

const QuickFindDialog = lazy(() => import("./quick-find-dialog.tsx"));

/** Jumps to a person, a company, a segment or a page; by its button or Ctrl+K. */
export function QuickFind() {
  const [isOpen, dialog] = useDisclosure(false);
  useHotkeys([["mod+K", dialog.open]], []);
  return (
    <>
      <Button
        variant="default"
        visibleFrom="sm"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={dialog.open}
        aria-keyshortcuts="Control+K Meta+K"
      >
        Find
      </Button>
      <ActionIcon
        variant="subtle"
        size="lg"
        hiddenFrom="sm"
        onClick={dialog.open}
        aria-label="Find somebody or something"
      >
        <IconSearch size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
      {isOpen ? (
        <Suspense fallback={null}>
          <QuickFindDialog onClose={dialog.close} />
        </Suspense>
      ) : null}
    </>
  );
}
