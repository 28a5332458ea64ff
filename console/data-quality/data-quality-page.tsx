import { Page } from "../parts/page.tsx";

export default function DataQualityPage() {
  return <Page title="DataQualityPage">{null}</Page>;
}
