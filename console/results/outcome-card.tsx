import { Alert, Card, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { describeDuration } from "../../shared/segmentation/time/duration.ts";
import { DifferencesView } from "./differences-view.tsx";
import { RatesView } from "./rates-view.tsx";
import type { Outcome } from "./result-words.ts";
import { SegmentRates } from "./segment-rates.tsx";
import { TouchesView } from "./touches-view.tsx";

/** One outcome: the API's own sentence first, then pictures, then the numbers behind them. */
export function OutcomeCard({ outcome }: { outcome: Outcome }) {
  const { summary, warnings, lift, betweenVariants, segments, touches } = outcome;
  return (
    <Card withBorder padding="lg" component="section">
      <Stack>
        <Heading outcome={outcome} />
        <Text>{summary}</Text>
        {warnings.map((warning) => (
          <Alert
            key={warning}
            color="yellow"
            variant="outline"
            icon={<IconAlertTriangle aria-hidden />}
          >
            {warning}
          </Alert>
        ))}
        {lift === undefined ? (
          <Text size="sm">
            Nobody was left out to compare with, so this tells what happened, not what the program
            did.
          </Text>
        ) : (
          <DifferencesView title="Against those left out" comparisons={lift} />
        )}
        {betweenVariants === undefined ? null : (
          <DifferencesView title="Between the variants" comparisons={betweenVariants} />
        )}
        <RatesView groups={outcome.groups} />
        {segments.length < 2 ? null : <SegmentRates segments={segments} />}
        {touches === undefined ? null : <TouchesView touches={touches} />}
      </Stack>
    </Card>
  );
}

function Heading({ outcome: { name, within } }: { outcome: Outcome }) {
  return (
    <div>
      <Title order={2} size="h4">
        {name}
      </Title>
      <Text size="sm" c="dimmed">
        within {describeDuration(within)} of entering
      </Text>
    </div>
  );
}
