import { Anchor } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { KindCards } from "./kind-cards.tsx";
import { NewProgramForm } from "./new-program-form.tsx";
import { kinds, kindWords } from "./program-words.ts";

/** First what it is to do, then the rest; the kind stands in the address. */
export default function NewProgramPage() {
  const [search] = useSearchParams();
  const kind = kinds.find((each) => each === search.get("kind"));
  if (kind === undefined)
    return (
      <Page title="New program" intro="What is the segment to drive?">
        <KindCards segment={search.get("segment")} />
      </Page>
    );
  return (
    <Page
      title={`New program: ${kindWords[kind].label.toLowerCase()}`}
      intro={
        <>
          {kindWords[kind].sentence}{" "}
          <Anchor component={Link} href="/programs/new" underline="always">
            Choose another kind
          </Anchor>
        </>
      }
    >
      <NewProgramForm key={kind} kind={kind} segment={search.get("segment")} />
    </Page>
  );
}
