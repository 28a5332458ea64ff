import { Page } from "../parts/page.tsx";

export default function AttributePage() {
  return <Page title="AttributePage">{null}</Page>;
}
