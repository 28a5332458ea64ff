import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Dark enough on white, and light enough on black, for text: at least 4.5 to 1. */
const harbour: MantineColorsTuple = [
  "#e3fafc",
  "#c5f1f6",
  "#99e3ed",
  "#66d0df",
  "#3bbccf",
  "#1aa5ba",
  "#0c8599",
  "#0b7285",
  "#0a6170",
  "#084c58",
];

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily:
    "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  headings: { fontWeight: "650" },
  autoContrast: true,
  respectReducedMotion: true,
  components: {
    // A dialog's header is none of the page: the page has one banner.
    ModalHeader: { defaultProps: { role: "none" } },
    DrawerHeader: { defaultProps: { role: "none" } },
  },
});

/** Mantine's own are too pale to be read by everybody. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    // Words on a badge's own pale colour: at least 4.5 to 1.
    "--mantine-color-orange-light-color": "#9c3408",
    "--mantine-color-yellow-light-color": "#7f4500",
    "--mantine-color-green-light-color": "#1f6b2e",
    "--mantine-color-teal-light-color": "#06654a",
    "--mantine-color-red-light-color": "#a92020",
  },
  dark: { "--mantine-color-dimmed": "var(--mantine-color-dark-1)" },
});
