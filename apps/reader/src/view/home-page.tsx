import type { ReactElement } from "react";
import type { CourseLesson } from "../course/course.ts";

/** The course at a glance. */
export function HomePage({ lessons }: { lessons: readonly CourseLesson[] }): ReactElement {
  return (
    <main id="content" className="home" tabIndex={-1}>
      <h1>From a model file to an answer in production</h1>
      <p className="lead">
        A course on serving machine-learning models. Each lesson is short, asks you questions, and lets you try what it
        says on a real model that runs on your machine.
      </p>
      {lessons.map((lesson) => (
        <section key={lesson.id} className="lesson-card" aria-labelledby={`${lesson.id}-title`}>
          <h2 id={`${lesson.id}-title`}>{lesson.title}</h2>
          <p>{lesson.description}</p>
          <ol>
            {lesson.pages.map(({ path, title }) => (
              <li key={path}>
                <a href={path}>{title}</a>
              </li>
            ))}
          </ol>
          {lesson.pages[0] !== undefined && (
            <a className="start" href={lesson.pages[0].path}>
              Start: {lesson.title}
            </a>
          )}
        </section>
      ))}
    </main>
  );
}

/** What an unknown address shows. */
export function NotFoundPage(): ReactElement {
  return (
    <main id="content" className="home" tabIndex={-1}>
      <h1>There is no such page</h1>
      <p>
        The address may be mistyped, or the page may have moved. <a href="/">Go to the start of the course.</a>
      </p>
    </main>
  );
}
