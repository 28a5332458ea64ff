import { Page } from "../parts/page.tsx";

export default function ConnectionPage() {
  return <Page title="ConnectionPage">{null}</Page>;
}
