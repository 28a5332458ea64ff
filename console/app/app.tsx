import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { SessionGate } from "../session/session-gate.tsx";
import { Pages } from "./pages.tsx";
import { queryClient } from "./query-client.ts";
import { Shell } from "./shell.tsx";
import { cssVariables, theme } from "./theme.ts";

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <SessionGate>
          <Shell>
            <Pages />
          </Shell>
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
