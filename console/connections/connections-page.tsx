import { Page } from "../parts/page.tsx";

export default function ConnectionsPage() {
  return <Page title="ConnectionsPage">{null}</Page>;
}
