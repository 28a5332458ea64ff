import { Page } from "../parts/page.tsx";

export default function ProfilesPage() {
  return <Page title="ProfilesPage">{null}</Page>;
}
