import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { Pages } from "./pages.tsx";
import { queryClient } from "./query-client.ts";
import { Shell } from "./shell.tsx";
import { theme } from "./theme.ts";

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <Shell>
          <Pages />
        </Shell>
      </QueryClientProvider>
    </MantineProvider>
  );
}
