import { parseContracts } from "./contracts.ts";
import { createCredentials } from "./credentials.ts";
import { element, freshId } from "./element.ts";
import { createPlayground } from "./playground.ts";

const themes = ["auto", "light", "dark"];
const themeKey = "mlops-docs-theme";

/** The choice between light and dark, which this browser remembers. */
function themeSetting(): HTMLElement {
  const select = element(
    "select",
    { id: freshId() },
    ...themes.map((theme) => element("option", { value: theme }, `${theme.charAt(0).toUpperCase()}${theme.slice(1)}`)),
  );
  const apply = (theme: string): void => {
    document.documentElement.dataset["theme"] = theme;
    select.value = theme;
  };
  select.addEventListener("change", () => {
    apply(select.value);
    try {
      localStorage.setItem(themeKey, select.value);
    } catch {
      // Browsers may keep nothing; then the choice is for this visit.
    }
  });
  apply(rememberedTheme());
  return element("div", { class: "setting" }, element("label", { for: select.id }, "Theme"), select);
}

function rememberedTheme(): string {
  try {
    const theme = localStorage.getItem(themeKey) ?? "";
    return themes.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

async function start(): Promise<void> {
  const settings = document.querySelector("[data-settings]");
  settings?.append(themeSetting());
  const response = await fetch("docs/contracts.json");
  if (!response.ok) {
    settings?.append(element("p", { class: "note" }, `The forms could not be made: status ${response.status}.`));
    return;
  }
  const { models, credentials: kinds } = parseContracts(await response.json());
  const credentials = createCredentials(kinds);
  if (credentials.element !== undefined) settings?.prepend(credentials.element);
  for (const place of document.querySelectorAll<HTMLElement>("[data-model]")) {
    const { model, version } = place.dataset;
    const contract = models.find((one) => one.name === model && one.version === version);
    if (contract !== undefined) place.append(createPlayground(contract, credentials));
  }
  document.documentElement.dataset["ready"] = "";
}

await start();
