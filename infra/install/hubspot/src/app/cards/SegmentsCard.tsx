import {
  Alert,
  Flex,
  hubspot,
  LoadingSpinner,
  Text,
  useExtensionContext,
} from "@hubspot/ui-extensions";
import { useEffect, useState } from "react";
import { type CardContent, cardAddress, contentOf, reasonLine } from "./card-content.ts";

hubspot.extend<"crm.record.sidebar">(() => <SegmentsCard />);

/** The segments that the record on the page is in, and why. */
export function SegmentsCard() {
  const { crm, variables } = useExtensionContext<"crm.record.sidebar">();
  const address = cardAddress(String(variables?.["PUBLIC_URL"] ?? ""), crm);
  const [content, setContent] = useState<CardContent>();
  useEffect(() => {
    let isShown = true;
    setContent(undefined);
    void ask(address).then((answered) => {
      // The user may have gone on to another record meanwhile.
      if (isShown) setContent(answered);
    });
    return () => {
      isShown = false;
    };
  }, [address]);
  return <Content content={content} />;
}

async function ask(address: string): Promise<CardContent> {
  try {
    const answer = await hubspot.fetch(address, { method: "GET", timeout: 5_000 });
    const body: unknown = await answer.json().catch(() => undefined);
    return contentOf(answer.status, body);
  } catch {
    return {
      kind: "sentence",
      tone: "warning",
      text: "Muster did not answer. Try again in a minute.",
    };
  }
}

function Content({ content }: { readonly content: CardContent | undefined }) {
  if (content === undefined) return <LoadingSpinner label="Asking Muster" />;
  if (content.kind === "sentence") return <Alert title={content.text} variant={content.tone} />;
  return (
    <Flex direction="column" gap="small">
      {content.segments.map((segment) => (
        <Flex key={segment.id} direction="column">
          <Text format={{ fontWeight: "bold" }}>{segment.name}</Text>
          <Text variant="microcopy">{reasonLine(segment)}</Text>
        </Flex>
      ))}
    </Flex>
  );
}
