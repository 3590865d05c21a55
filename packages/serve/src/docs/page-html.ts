import type { Limits } from "../core/limits.ts";
import { writeJson } from "./browser/json-text.ts";
import { rowHtml } from "./contract-html.ts";
import type { DescribedModel, DescribedServer } from "./described-models.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { limitRows } from "./limit-rows.ts";

/** A protocol with its routes: `["POST", "/v2/models/iris/infer"]`. */
export interface DescribedProtocol {
  readonly name: string;
  readonly routes: readonly (readonly [method: string, path: string])[];
}

/** Everything that the page shows. */
export interface PageParts {
  readonly info: DescribedServer["info"];
  readonly models: readonly (readonly DescribedModel[])[];
  readonly defaultModel: string | undefined;
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly protocols: readonly DescribedProtocol[];
  readonly limits: Limits;
  readonly isDraining: boolean;
  /** Other documents of the server, from the page's own URL. */
  readonly links: readonly (readonly [path: string, label: string])[];
  /** The names of the page's programs. */
  readonly scripts: readonly string[];
}

const stateTexts = { loading: "loading", ready: "ready", failed: "not loaded", closed: "closed" } as const;
const protocolNames: Readonly<Record<string, string>> = {
  tensorflow: "TensorFlow Serving",
  kserve: "KServe, version 1",
  openinference: "Open Inference Protocol, version 2",
  mlflow: "MLflow",
  seldon: "Seldon Core, first protocol",
};

/** The whole page. It can be read without its programs; they add the forms. */
export function pageHtml(parts: PageParts): string {
  const { info, models, protocols, limits, links, scripts } = parts;
  const [state, stateText] = serverState(parts);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}</title>
        <link rel="icon" href="docs/icon.svg" />
        <link rel="stylesheet" href="docs/style.css" />
        ${scripts.map((name) => html`<link rel="modulepreload" href="docs/${name}" />`)}
        ${scripts.includes("page.js") && html`<script type="module" src="docs/page.js"></script>`}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the models</a>
        <header class="top">
          <div class="name">
            <h1>${info.title}</h1>
            <p class="state" data-state="${state}">${stateText}</p>
          </div>
          ${info.description !== undefined && html`<p class="about lines">${info.description}</p>`}
          <div class="bar-row">
            <nav aria-label="Documents">${links.map(([path, label]) => html`<a href="${path}">${label}</a> `)}</nav>
            <div class="settings" data-settings></div>
          </div>
        </header>
        <div class="layout">
          <nav class="contents" aria-label="Contents">
            <ul>
              ${models.map((versions) => contentsEntry(versions))}
              ${protocols.length > 0 && html`<li><a href="#protocols">Protocols</a></li>`}
              <li><a href="#limits">Limits</a></li>
            </ul>
          </nav>
          <main id="content" tabindex="-1">
            <noscript><p class="note">The forms need JavaScript; everything else is here without it.</p></noscript>
            ${models.map((versions) => modelHtml(versions, parts))} ${protocolsHtml(protocols)} ${limitsHtml(limits)}
          </main>
        </div>
      </body>
    </html>`;
  return page.text;
}

function serverState({ models, isDraining }: PageParts): readonly [state: string, text: string] {
  if (isDraining) return ["draining", "shutting down"];
  const states = models.flat().map((model) => model.state());
  if (states.every((one) => one === "ready")) return ["ready", "ready"];
  return states.includes("loading") ? ["loading", "starting"] : ["failed", "a model did not load"];
}

function contentsEntry([newest]: readonly DescribedModel[]): Html | undefined {
  return newest && html`<li><a href="#model-${newest.name}">${newest.name}</a></li>`;
}

function modelHtml(versions: readonly DescribedModel[], parts: PageParts): Html | undefined {
  const [newest] = versions;
  if (newest === undefined) return undefined;
  const { name } = newest;
  const labels = Object.entries(Object.hasOwn(parts.labels, name) ? (parts.labels[name] ?? {}) : {});
  const isDefault = name === parts.defaultModel;
  return html`<section class="model" id="model-${name}" aria-labelledby="name-${name}">
    <div class="name">
      <h2 id="name-${name}">${name}</h2>
      ${isDefault && html`<span class="tag" title="The model of POST /predict">default model</span>`}
      ${labels.map(([label, version]) => html`<span class="tag">${label} → version ${version}</span> `)}
    </div>
    ${versions.map((model, index) =>
      versions.length === 1
        ? html`<div class="version">
            <p class="facts">${factsHtml(model)}</p>
            ${versionHtml(model)}
          </div>`
        : html`<details class="version" ${index === 0 && html`open`}>
            <summary>${factsHtml(model)}</summary>
            ${versionHtml(model)}
          </details>`,
    )}
  </section>`;
}

function factsHtml({ version, release, kind, state }: DescribedModel): Html {
  const now = state();
  return html`<span>Version ${version}</span> ${release !== undefined && html`<span>release ${release}</span> `}
    <span>${kind === "rows" ? "rows" : "tensors"}</span>
    <span class="state" data-state="${now}">${stateTexts[now]}</span>`;
}

function versionHtml({ name, version, path, input, output, examples }: DescribedModel): Html {
  const [example] = examples;
  return html`<div class="columns">
    <div class="contract">
      <p class="route"><span class="method">POST</span> <code>/${path}</code></p>
      <p class="route"><span class="method">POST</span> <code>/${path}/batch</code></p>
      <h3>Takes</h3>
      ${rowHtml(input)}
      <h3>Gives</h3>
      ${rowHtml(output)}
      ${
        examples.length > 0 &&
        html`<h3>Example</h3>
          <pre tabindex="0" role="group" aria-label="Example for ${name}, version ${version}">
${writeJson(example)}</pre>`
      }
    </div>
    <div class="try" data-model="${name}" data-version="${version}"></div>
  </div>`;
}

function protocolsHtml(protocols: readonly DescribedProtocol[]): Html | undefined {
  if (protocols.length === 0) return undefined;
  return html`<section class="card" id="protocols" aria-labelledby="protocols-name">
    <h2 id="protocols-name">Protocols</h2>
    <p class="about">Spoken beside the routes of each model. Paths begin where this page's does.</p>
    ${protocols.map(
      ({ name, routes }) =>
        html`<details>
          <summary>${protocolNames[name] ?? name} <span class="hint">${routes.length} routes</span></summary>
          <ul class="routes">
            ${routes.map(
              ([method, path]) =>
                html`<li class="route"><span class="method">${method}</span> <code>${path}</code></li>`,
            )}
          </ul>
        </details>`,
    )}
  </section>`;
}

function limitsHtml(limits: Limits): Html {
  return html`<section class="card" id="limits" aria-labelledby="limits-name">
    <h2 id="limits-name">Limits</h2>
    <p class="about">The largest that passes.</p>
    <dl class="limits">
      ${limitRows(limits).map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
