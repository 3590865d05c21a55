/** A small look, as a consumer would write it against the class names of the package. */
export const style: string = `
:root { font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 42rem; padding: 1rem; }
ol.quiz-questions, ul.quiz-parts { list-style: none; padding: 0; }
.quiz-questions > li { border-top: 1px solid #8888; padding: 1rem 0; }
.quiz-question, .quiz-certainty { border: 0; margin: 0; padding: 0; min-width: 0; }
.quiz-number { font-size: 0.875rem; margin: 0; }
.quiz-prompt { font-weight: 600; }
.quiz-option label { display: flex; gap: 0.6rem; align-items: center; min-height: 2rem; }
.quiz-question > label { display: inline-flex; gap: 0.6rem; align-items: center; flex-wrap: wrap; }
.quiz-question > label:has(textarea) { display: block; }
input:not([type=radio], [type=checkbox]), select, textarea, button { font: inherit; min-height: 2rem; box-sizing: border-box; }
textarea { display: block; width: 100%; }
.quiz-output, pre { font-family: ui-monospace, monospace; }
pre { padding: 0.5rem; background: #8882; overflow: auto; }
.quiz-order { display: grid; gap: 0.25rem; padding-left: 1.5rem; }
.quiz-order li > span { display: inline-block; min-width: 8rem; }
.quiz-order button { min-width: 2rem; }
.quiz-order [aria-disabled=true] { opacity: 0.5; }
.quiz-error { color: #a00; }
.quiz-part { border: 1px solid #8886; border-radius: 0.4rem; margin: 0.4rem 0; padding: 0.4rem 0.8rem; }
.quiz-part p { margin: 0.2rem 0; }
.quiz-part[data-status=correct], .quiz-part[data-status=missed] { border-color: #070; border-width: 2px; }
.quiz-part[data-status=incorrect] { border-color: #a00; border-width: 2px; }
.quiz-mark { font-weight: 600; }
.quiz-status:focus { outline: 2px solid #36c; outline-offset: 4px; }
.quiz-explanation { border-left: 4px solid #8888; padding-left: 0.8rem; }
@media (scripting: none) { .quiz-needs-script { display: none; } }
`;
