import type { BodyPart, Call } from "../call.ts";
import { textOf, withBody } from "../call.ts";
import type { NamedCheck, Plan, Skip, Subject } from "../check.ts";
import { answered, each, once, refusedOrClosed, refusesAll, skip } from "../judge.ts";
import { inPlaceOfNumber, inPlaceOfText, withMembers } from "../places.ts";

const noNumber = skip("the example has no number");

/** A good request for the first row. */
export function goodCall(subject: Subject): Call {
  return subject.call(subject.rows.slice(0, 1));
}

function ofBody(...bodies: readonly (readonly BodyPart[])[]): (subject: Subject) => Plan {
  return (subject) => refusesAll(bodies.map((body) => withBody(goodCall(subject), ...body)));
}

/** Something in the place of a number that has to be refused. */
function notNumbers(...values: readonly (readonly BodyPart[])[]): (subject: Subject) => Plan | Skip {
  return (subject) => {
    const calls = values.flatMap((parts) => inPlaceOfNumber(subject, ...parts) ?? []);
    if (calls.length === 0) return noNumber;
    return each(calls, refusedOrClosed);
  };
}

/** Words and numbers that a server may take where its protocol has numbers that are not finite. */
function nonFinite(...tokens: readonly string[]): (subject: Subject) => Plan | Skip {
  return (subject) => {
    const calls = tokens.flatMap((token) => inPlaceOfNumber(subject, token) ?? []);
    if (calls.length === 0) return noNumber;
    return subject.traits.nonFinite ? each(calls, answered) : refusesAll(calls);
  };
}

const repeat = (text: string, times: number): BodyPart => ({ repeat: text, times });

/** Cases of bodies that are not what they should be, whatever the protocol. */
export const bodyChecks: readonly NamedCheck[] = [
  ["body-empty", "must", "body", "refuses a request without a body", ofBody([""])],
  ["body-not-json", "must", "body", "refuses a body that is no JSON", ofBody(["hello"], ["<a/>"], ["="])],
  [
    "body-truncated",
    "must",
    "body",
    "refuses a body that ends in the middle of its JSON",
    (subject) => {
      const text = textOf(goodCall(subject));
      return refusesAll(
        [1, Math.floor(text.length / 2), text.length - 1].map((end) => withBody(goodCall(subject), text.slice(0, end))),
      );
    },
  ],
  [
    "body-trailing",
    "must",
    "body",
    "refuses a body that goes on after its JSON",
    (subject) =>
      refusesAll(["x", "{}", "]"].map((more) => withBody(goodCall(subject), textOf(goodCall(subject)), more))),
  ],
  [
    "body-not-object",
    "must",
    "body",
    "refuses a body that is JSON of another kind",
    (subject) =>
      subject.traits.takesObjects
        ? refusesAll(["null", "true", "5", '"text"', "[]"].map((text) => withBody(goodCall(subject), text)))
        : skip("a row may be of any kind"),
  ],
  [
    "body-loose-json",
    "must",
    "body",
    "refuses what only looks like JSON: quotes of another kind, comments, commas too many, numbers of other languages",
    (subject) => {
      const text = textOf(goodCall(subject));
      const loose = [text.replaceAll('"', "'"), `/* */${text}`, text.replace(/[}\]]$/, (end) => `,${end}`)];
      const numbers = ["01", "+1", ".5", "0x10", "1_000"].flatMap((token) => inPlaceOfNumber(subject, token) ?? []);
      return refusesAll([
        ...loose.filter((one) => one !== text).map((one) => withBody(goodCall(subject), one)),
        ...numbers,
      ]);
    },
  ],
  [
    "body-nan",
    "must",
    "body",
    "refuses NaN and Infinity, which are no JSON, where its protocol does not have them",
    nonFinite("NaN", "Infinity", "-Infinity"),
  ],
  [
    "body-number-beyond-double",
    "must",
    "body",
    "refuses numbers that a double cannot hold",
    nonFinite("1e400", "-1e400"),
  ],
  [
    "body-number-long",
    "must",
    "body",
    "answers a number of 10,000 digits",
    (subject) => {
      const call = inPlaceOfNumber(subject, repeat("9", 10_000));
      const fraction = inPlaceOfNumber(subject, "0.", repeat("3", 10_000));
      if (call === undefined || fraction === undefined) return noNumber;
      return each([call, fraction], answered);
    },
  ],
  [
    "body-other-kind",
    "must",
    "body",
    "refuses a null, an object or a list where a number belongs",
    notNumbers(["null"], ["{}"], ["[[[1]]]"]),
  ],
  [
    "body-duplicate-key",
    "should",
    "body",
    "refuses an object that has a name twice, of which another reader might take the other",
    (subject) => {
      const text = textOf(goodCall(subject));
      const first = /^\{"[^"\\]*":/.exec(text)?.[0];
      return first === undefined
        ? skip("the body is no object")
        : refusesAll([withBody(goodCall(subject), `${first}null,`, text.slice(1))]);
    },
  ],
  [
    "body-prototype",
    "must",
    "body",
    "answers names that objects have anyway, and is the same afterwards",
    (subject) => {
      const calls = [
        '"__proto__":{"polluted":true}',
        '"constructor":{"prototype":{"polluted":true}}',
        '"toString":1,"valueOf":2,"hasOwnProperty":3,"toJSON":4,"then":5,"length":-1',
      ].flatMap((members) => withMembers(goodCall(subject), members) ?? []);
      return calls.length === 0 ? skip("the body is no object") : each(calls, answered);
    },
  ],
  [
    "body-deep-lists",
    "must",
    "body",
    "refuses lists that nest 100,000 levels deep, and survives",
    (subject) =>
      each(
        [
          withBody(goodCall(subject), repeat("[", 100_000), repeat("]", 100_000)),
          withBody(goodCall(subject), repeat("[", 100_000)),
          ...(["[", '{"a":'] as const).flatMap((open) => {
            const close = open === "[" ? "]" : "}";
            return inPlaceOfNumber(subject, repeat(open, 50_000), "1", repeat(close, 50_000)) ?? [];
          }),
        ],
        refusedOrClosed,
      ),
  ],
  [
    "body-deep-objects",
    "must",
    "body",
    "refuses objects that nest 100,000 levels deep, and survives",
    (subject) =>
      once(withBody(goodCall(subject), repeat('{"a":', 100_000), "1", repeat("}", 100_000)), refusedOrClosed),
  ],
  [
    "body-many-names",
    "must",
    "body",
    "answers an object of 20,000 names",
    (subject) => {
      const names = { before: '"', after: '":0,', step: 65_536, count: 20_000 };
      const call = withMembers(goodCall(subject), names, '"last":0');
      return call === undefined ? skip("the body is no object") : once(call, answered);
    },
  ],
  [
    "body-long-list",
    "must",
    "body",
    "refuses a list of a million numbers where one number belongs",
    notNumbers(["[", repeat("0,", 1_000_000), "0]"]),
  ],
  [
    "body-large",
    "must",
    "body",
    "answers a body of 20 MB, or hangs up, and survives",
    (subject) =>
      once(withBody(goodCall(subject), textOf(goodCall(subject)), repeat(" ".repeat(1_024), 20_480)), answered),
  ],
  [
    "body-invalid-utf8",
    "should",
    "body",
    "refuses bytes that are no UTF-8",
    (subject) => {
      const inText = inPlaceOfText(subject, '"', Uint8Array.of(0xff, 0xfe), '"');
      const members = withMembers(goodCall(subject), '"', Uint8Array.of(0xc0, 0xaf), '":1');
      const alone = withBody(goodCall(subject), '"', Uint8Array.of(0xed, 0xa0, 0x80), '"');
      return refusesAll([
        alone,
        ...(inText === undefined ? [] : [inText]),
        ...(members === undefined ? [] : [members]),
      ]);
    },
  ],
  [
    "body-utf16",
    "should",
    "body",
    "refuses a body in UTF-16",
    (subject) =>
      refusesAll([withBody(goodCall(subject), Buffer.from(`\ufeff${textOf(goodCall(subject))}`, "utf16le"))]),
  ],
  [
    "body-half-pair",
    "must",
    "body",
    "answers half a surrogate pair in a text",
    (subject) => {
      const call = inPlaceOfText(subject, '"\\ud800"');
      return call === undefined ? skip("the example has no text") : once(call, answered);
    },
  ],
];

/** A text where a number belongs. */
export function textForNumber(subject: Subject): Plan | Skip {
  const calls = ['"1"', '"NaN"', '""'].flatMap((text) => inPlaceOfNumber(subject, text) ?? []);
  return calls.length === 0 ? noNumber : refusesAll(calls);
}
