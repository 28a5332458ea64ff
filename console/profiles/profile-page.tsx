import { Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useParams, useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { CopyId } from "../parts/copy-id.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { calledName } from "../parts/profile-search.ts";
import { Empty } from "../parts/states.tsx";
import { AsOfPicker } from "./as-of-picker.tsx";
import type { Profile } from "./profile.ts";
import { ProfileActions } from "./profile-actions.tsx";
import { ProfileNotices } from "./profile-notices.tsx";
import { ProfileViews } from "./profile-views.tsx";
import { noteRecent } from "./recently-seen.ts";

export default function ProfilePage() {
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const asOf = search.get("asOf") ?? undefined;
  const profile = useQuery({
    queryKey: ["profile", id, asOf ?? "now"],
    queryFn: ({ signal }) => {
      const query = asOf === undefined ? {} : { asOf };
      return answered(
        api.GET("/api/v1/profiles/{id}", { params: { path: { id }, query }, signal }),
      );
    },
  });
  if (profile.error instanceof ApiProblem && profile.error.status === 404)
    return (
      <Empty title="Nobody is known by this address">
        The link may be mistyped, or whom it showed was never known here.
      </Empty>
    );
  return (
    <Loaded query={profile} what="the profile">
      {(found) => <Known profile={found} />}
    </Loaded>
  );
}

function Known({ profile }: { profile: Profile }) {
  const { id, object, attributes } = profile;
  useEffect(() => noteRecent(id), [id]);
  const contact = attributes[object === "contact" ? "email" : "domain"]?.value;
  return (
    <Page
      title={calledName(profile)}
      intro={
        <Group component="span" gap={4} wrap="nowrap">
          {object === "contact" ? "Person" : "Company"}
          {typeof contact === "string" && contact !== profile.name ? ` · ${contact}` : ""}
          <CopyId id={id} what="Muster's id" />
        </Group>
      }
      actions={
        <>
          <AsOfPicker />
          <ProfileActions profile={profile} />
        </>
      }
    >
      <Stack>
        <ProfileNotices profile={profile} />
        <ProfileViews profile={profile} />
      </Stack>
    </Page>
  );
}
