import { Button, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconReceipt } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { saveFile } from "./save-file.ts";

interface ReceiptButtonProps {
  readonly profileId: string;
  readonly segmentId: string;
  /** Unset: this moment. */
  readonly at: string | undefined;
}

/** One document that proves to an auditor why somebody was in a segment, or was not. */
export function ReceiptButton({ profileId, segmentId, at }: ReceiptButtonProps) {
  const receipt = useMutation({
    mutationFn: async () => {
      const instant = at ?? (await nowInMuster(profileId));
      const params = { path: { id: profileId, segmentId }, query: { at: instant } };
      const path = "/api/v1/profiles/{id}/segments/{segmentId}/receipt";
      return answered(api.GET(path, { params }));
    },
    onSuccess: (found) => saveFile(`receipt-${profileId}.json`, found),
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconReceipt size={16} aria-hidden />}
        loading={receipt.isPending}
        onClick={() => receipt.mutate()}
      >
        Save a receipt
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        Rule, values, sources and changes in one file with a digest, for auditors.
      </Text>
    </div>
  );
}

/** Muster's clock may differ from this machine's; what it just answered is the past for it. */
async function nowInMuster(id: string): Promise<string> {
  const params = { path: { id } };
  const { at } = await answered(api.GET("/api/v1/profiles/{id}/grants", { params }));
  return at;
}
