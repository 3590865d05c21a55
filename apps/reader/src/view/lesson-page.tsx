import type { ReactElement } from "react";
import { renderToString } from "react-dom/server";
import type { CourseLesson, CoursePage, PageBlock } from "../course/course.ts";
import { islandAttribute, islandContent } from "./island.tsx";
import type { IslandKind } from "./island.tsx";
import { Rich } from "./rich.tsx";

/** What {@link LessonPage} shows. */
export interface LessonPageProps {
  lesson: CourseLesson;
  /** The index of the page in its lesson. */
  index: number;
}

/** One page of a lesson with the way to the others. */
export function LessonPage({ lesson, index }: LessonPageProps): ReactElement | null {
  const page = lesson.pages[index];
  if (page === undefined) return null;
  const startsWithHeading = page.blocks[0]?.kind === "prose" && isHeading(page.blocks[0]);
  return (
    <div className="lesson">
      <main id="content" tabIndex={-1}>
        <p className="progress">
          Page {index + 1} of {lesson.pages.length}
        </p>
        <article>
          {!startsWithHeading && <h1>{page.title}</h1>}
          {page.blocks.map((block, position) => (
            <BlockView key={`${page.path}${position}`} block={block} id={`island-${position}`} />
          ))}
        </article>
        <PageTurner previous={lesson.pages[index - 1]} next={lesson.pages[index + 1]} />
      </main>
      <nav className="contents" aria-label="Pages of this lesson">
        <p className="contents-title">{lesson.title}</p>
        <ol>
          {lesson.pages.map(({ path, title }) => (
            <li key={path}>
              <a href={path} aria-current={path === page.path ? "page" : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ol>
      </nav>
    </div>
  );
}

function isHeading({ markup }: PageBlock & { kind: "prose" }): boolean {
  const [first] = markup.children;
  return first?.type === "element" && first.tagName === "h1";
}

function BlockView({ block, id }: { block: PageBlock; id: string }): ReactElement {
  switch (block.kind) {
    case "prose":
      return <Rich markup={block.markup} />;
    case "code":
      return (
        <pre tabIndex={0} data-language={block.language ?? undefined}>
          <code>{block.value}</code>
        </pre>
      );
    case "quiz":
    case "predict":
      return <Island kind={block.kind} id={id} props={block.props} />;
  }
}

/**
 * A part that comes alive in the browser. It is drawn on its own, as the browser will draw it, so that both make the same
 * ids; and its properties stand beside it as data.
 */
function Island({ kind, id, props }: { kind: IslandKind; id: string; props: unknown }): ReactElement {
  const html = renderToString(islandContent(kind, props), { identifierPrefix: id });
  return (
    <>
      <div id={id} {...{ [islandAttribute]: kind }} dangerouslySetInnerHTML={{ __html: html }} />
      <script type="application/json" dangerouslySetInnerHTML={{ __html: toScriptData(props) }} />
    </>
  );
}

/** JSON that cannot end the script element it stands in, nor a line of JavaScript. */
export function toScriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function PageTurner({
  previous,
  next,
}: {
  previous: CoursePage | undefined;
  next: CoursePage | undefined;
}): ReactElement {
  return (
    <nav className="page-turner" aria-label="Previous and next page">
      {previous !== undefined && (
        <a rel="prev" href={previous.path}>
          <small>Previous</small>
          {previous.title}
        </a>
      )}
      {next !== undefined && (
        <a rel="next" href={next.path}>
          <small>Next</small>
          {next.title}
        </a>
      )}
    </nav>
  );
}
