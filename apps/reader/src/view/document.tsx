import type { ReactElement, ReactNode } from "react";

/** The files that the build gave names to. */
export interface Assets {
  script: string;
  styles: string[];
}

/** What every page of the site has around its content. */
export interface DocumentProps {
  title: string;
  description: string;
  lang: string;
  assets: Assets;
  children: ReactNode;
}

/** A whole HTML document. */
export function Document({ title, description, lang, assets, children }: DocumentProps): ReactElement {
  return (
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        {description !== "" && <meta name="description" content={description} />}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script type="module" src={assets.script} />
      </head>
      <body>
        <a className="skip" href="#content">
          Skip to the content
        </a>
        <header className="site-header">
          <a href="/" className="site-name">
            MLOps course
          </a>
        </header>
        {children}
      </body>
    </html>
  );
}
