import { createTheme, type MantineColorsTuple } from "@mantine/core";

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
});
