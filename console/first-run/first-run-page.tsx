import { Page } from "../parts/page.tsx";

export default function FirstRunPage() {
  return <Page title="FirstRunPage">{null}</Page>;
}
