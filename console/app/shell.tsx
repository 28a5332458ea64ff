import { AppShell, Burger, Group, NavLink, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { SessionMenu } from "../session/session-menu.tsx";
import { navigation } from "./navigation.ts";
import { QuickFind } from "./quick-find.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { SkipLink } from "./skip-link.tsx";

const main = "page";

/** What stands around every page: name, menu, colours. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, menu] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", md: "xl" }}
    >
      <SkipLink to={main} />
      <AppShell.Header px="md">
        <Head isMenuOpen={isOpen} onMenu={menu.toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main menu">
        <Menu onFollow={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id={main} tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

interface HeadProps {
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
}

function Head({ isMenuOpen, onMenu }: HeadProps) {
  return (
    <Group h="100%" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <Burger
          opened={isMenuOpen}
          onClick={onMenu}
          hiddenFrom="sm"
          size="sm"
          aria-label={isMenuOpen ? "Close the menu" : "Open the menu"}
        />
        <Link
          href="/segments"
          aria-label="Muster, to the segments"
          style={{ textDecoration: "none" }}
        >
          <Text span fw={750} size="lg" c="harbour">
            Muster
          </Text>
        </Link>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <QuickFind />
        <SchemeSwitch />
        <SessionMenu />
      </Group>
    </Group>
  );
}

function Menu({ onFollow }: { onFollow: () => void }) {
  const [location] = useLocation();
  return navigation.map(({ path, label, icon: Icon }) => (
    <NavLink
      key={path}
      component={Link}
      href={path}
      label={label}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      active={location === path || location.startsWith(`${path}/`)}
      aria-current={location === path ? "page" : undefined}
      onClick={onFollow}
    />
  ));
}
