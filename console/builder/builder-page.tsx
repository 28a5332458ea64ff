import { Page } from "../parts/page.tsx";

export default function BuilderPage() {
  return <Page title="BuilderPage">{null}</Page>;
}
