/// <reference lib="dom" />

import { StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { App } from "./quiz-react-app.tsx";
import type { PageData } from "./quiz-react-app.tsx";

const data = JSON.parse(document.querySelector("#data")?.textContent ?? "") as PageData;
const app = (
  <StrictMode>
    <App data={data} />
  </StrictMode>
);
const root = document.querySelector("#root");
if (root !== null) {
  hydrateRoot(root, app, {
    onRecoverableError(error) {
      console.error("hydration", error);
    },
  });
}
document.documentElement.dataset["ready"] = "true";
