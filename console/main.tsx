import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { watchHistorySteps } from "./app/history-steps.ts";

const place = document.querySelector("#console");
if (place === null) throw new Error("The page has no place for the console.");
watchHistorySteps();
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
