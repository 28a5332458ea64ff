import { type ComponentType, lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Waiting } from "../parts/states.tsx";
import { NotFound } from "./not-found.tsx";

/** Each page is fetched when it is first opened; it reads its path with `useParams`. */
const pages: readonly (readonly [path: string, page: ComponentType])[] = [
  ["/segments", lazy(() => import("../segments/segments-page.tsx"))],
  ["/segments/new", lazy(() => import("../builder/builder-page.tsx"))],
  ["/segments/:id/edit", lazy(() => import("../builder/builder-page.tsx"))],
  ["/segments/:id/:view?", lazy(() => import("../segments/segment-page.tsx"))],
  ["/profiles", lazy(() => import("../profiles/profiles-page.tsx"))],
  ["/profiles/:id", lazy(() => import("../profiles/profile-page.tsx"))],
  ["/connections", lazy(() => import("../connections/connections-page.tsx"))],
  ["/connections/:id", lazy(() => import("../connections/connection-page.tsx"))],
  ["/programs", lazy(() => import("../programs/programs-page.tsx"))],
  ["/programs/new", lazy(() => import("../programs/new-program-page.tsx"))],
  ["/programs/:id", lazy(() => import("../programs/program-page.tsx"))],
  ["/data-quality", lazy(() => import("../data-quality/data-quality-page.tsx"))],
  ["/data-quality/:object/:name", lazy(() => import("../data-quality/attribute-page.tsx"))],
  ["/results", lazy(() => import("../results/results-page.tsx"))],
  ["/results/:id", lazy(() => import("../results/program-results-page.tsx"))],
  ["/activity", lazy(() => import("../activity/activity-page.tsx"))],
  ["/start", lazy(() => import("../first-run/first-run-page.tsx"))],
];

export function Pages() {
  return (
    <Suspense fallback={<Waiting for="the page" />}>
      <Switch>
        {pages.map(([path, Page]) => (
          <Route key={path} path={path} component={Page} />
        ))}
        <Route path="/">
          <Redirect to="/segments" replace />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  );
}
