import { hydrateRoot } from "react-dom/client";
import * as z from "zod/mini";
import "./styles/main.css";
import { islandAttribute, islandContent, isIslandKind } from "./view/island.tsx";

// zod would try to compile validators at run time, which the page's content security policy forbids.
z.config({ jitless: true });

for (const root of document.querySelectorAll(`[${islandAttribute}]`)) {
  const kind = root.getAttribute(islandAttribute);
  const props = root.nextElementSibling?.textContent;
  if (isIslandKind(kind) && typeof props === "string") {
    hydrateRoot(root, islandContent(kind, JSON.parse(props)), { identifierPrefix: root.id });
  }
}
