import {
  Alert,
  Button,
  Card,
  Code,
  CopyButton,
  Group,
  Select,
  Stack,
  TextInput,
} from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { useSegmentChange } from "../use-segment.ts";
import { bodyOf, type Detail, type Offer, offersOf } from "./destination-words.ts";

/** Where else it may be pushed to, out of what is connected. */
export function AddDestination({ segmentId }: { segmentId: string }) {
  const { may } = useSession();
  const offers = useOffers();
  const [chosen, setChosen] = useState<string>();
  const [said, setSaid] = useState("");
  const offer = offers.find(({ key }) => key === chosen);
  const add = useAdd(segmentId, () => setSaid(""));
  if (!may("editor")) return null;
  return (
    <Card
      withBorder
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (offer !== undefined) add.mutate({ offer, said });
      }}
    >
      <Stack>
        <Select
          label="Push it to"
          placeholder="Choose a place"
          data={offers.map(({ key, label }) => ({ value: key, label }))}
          value={chosen ?? null}
          onChange={(key) => setChosen(key ?? undefined)}
          searchable
        />
        <DetailField detail={offer?.detail} value={said} onChange={setSaid} />
        {add.error === null ? null : <Failure error={add.error} />}
        <Secret secret={add.data?.secret} />
        <Group>
          <Button type="submit" disabled={!offer} loading={add.isPending}>
            Add destination
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

function useOffers(): Offer[] {
  const { data } = useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connections", { signal })),
  });
  return offersOf(data?.items ?? []);
}

interface DetailFieldProps {
  readonly detail: Detail | undefined;
  readonly value: string;
  onChange(value: string): void;
}

function DetailField({ detail, value, onChange }: DetailFieldProps) {
  if (detail === undefined) return null;
  return (
    <TextInput
      {...details[detail]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function useAdd(id: string, onDone: () => void) {
  const add = ({ offer, said }: { offer: Offer; said: string }) =>
    answered(
      api.POST("/api/v1/segments/{id}/destinations", {
        params: { path: { id } },
        body: bodyOf(offer, said),
      }),
    );
  return useSegmentChange(id, add, onDone);
}

const details: Readonly<
  Record<Detail, { label: string; description: string; required?: boolean }>
> = {
  url: {
    label: "Address",
    description: "Each entry and exit is sent there, signed by the Standard Webhooks scheme.",
    required: true,
  },
  courseId: {
    label: "Id there",
    description: "The course's or group's own id, as the other system shows it.",
    required: true,
  },
  listId: {
    label: "Campaign of yours",
    description: "Its id or address; leave it empty and one is made.",
  },
  field: {
    label: "Field",
    description:
      "The API name of a custom checkbox or multi-select picklist. Muster overwrites what it holds.",
    required: true,
  },
};

/** Shown this once. */
function Secret({ secret }: { secret: string | undefined }) {
  if (secret === undefined) return null;
  return (
    <Alert
      color="yellow"
      icon={<IconKey aria-hidden />}
      title="Keep this secret: it is not shown again"
    >
      <Stack gap="sm">
        <Code block>{secret}</Code>
        <Group>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy the secret"}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
