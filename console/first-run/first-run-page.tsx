import { Stack } from "@mantine/core";
import { Page } from "../parts/page.tsx";
import { ClockTravel } from "./clock-travel.tsx";
import { FirstSteps } from "./first-steps.tsx";

export default function FirstRunPage() {
  return (
    <Page
      title="Get started"
      intro="A segment is a rule, not a list: describe a population once, and Muster keeps it current everywhere it is used, and can say why somebody is in."
    >
      <Stack gap="xl">
        <FirstSteps />
        <ClockTravel />
      </Stack>
    </Page>
  );
}
