import { useId, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { askModel } from "./predict-client.ts";
import type { PredictResult } from "./predict-client.ts";
import type { PredictLabProps } from "./predict-props.ts";

/** A form that asks a model and shows what it answers, how sure it is and how long it took. */
export function PredictLab({ model, features }: PredictLabProps): ReactElement {
  const id = useId();
  const [values, setValues] = useState(() => features.map(({ value }) => String(value)));
  const [result, setResult] = useState<PredictResult | "waiting" | null>(null);
  const numbers = values.map(toNumber);

  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setResult("waiting");
    const send = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
    setResult(await askModel(model, numbers, send, () => performance.now()));
  };

  return (
    <section className="lab" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        Live lab: ask <code>{model}</code>
      </h2>
      <p className="only-without-script">
        This form sends a request from your browser, which has scripts switched off. The <code>curl</code> line of this
        lesson does the same.
      </p>
      <form className="needs-script" onSubmit={(event) => void ask(event)} noValidate>
        <div className="fields">
          {features.map(({ name, unit }, index) => (
            <label key={name}>
              <span>
                {name} <small>in {unit}</small>
              </span>
              <input
                type="number"
                step="0.1"
                value={values[index]}
                onChange={({ target }) => {
                  setValues(values.map((value, other) => (other === index ? target.value : value)));
                }}
              />
            </label>
          ))}
        </div>
        <button type="submit" disabled={result === "waiting"}>
          Ask the model
        </button>
      </form>
      <div className="lab-result needs-script" role="status">
        <Result result={result} />
      </div>
      {result !== null && result !== "waiting" && result.kind !== "unreachable" && (
        <details className="needs-script">
          <summary>The answer as it came</summary>
          <pre tabIndex={0}>
            <code>{result.raw}</code>
          </pre>
        </details>
      )}
    </section>
  );
}

function Result({ result }: { result: PredictResult | "waiting" | null }): ReactElement {
  if (result === null) return <p>No question asked yet.</p>;
  if (result === "waiting") return <p>Waiting for the answer…</p>;
  if (result.kind === "unreachable") {
    return <p>No answer: the reader's own server cannot be reached. Is it still running?</p>;
  }
  const took = `${result.milliseconds.toFixed(1)} ms`;
  if (result.kind === "problem") {
    return (
      <>
        <p className="verdict">
          <span aria-hidden="true" className="verdict-icon">
            !
          </span>
          {result.title} <small>(status {result.status})</small>
        </p>
        <p>{result.detail}</p>
        {result.faults.length > 0 && (
          <ul>
            {result.faults.map((fault) => (
              <li key={fault}>
                <code>{fault}</code>
              </li>
            ))}
          </ul>
        )}
        <p className="latency">Answered in {took}</p>
      </>
    );
  }
  return (
    <>
      <p className="prediction">
        <strong>{result.prediction}</strong>
      </p>
      <p>
        <meter min={0} max={1} value={result.confidence} aria-label="Confidence" />{" "}
        {(result.confidence * 100).toFixed(1)} % confident
      </p>
      <p className="latency">Answered in {took}</p>
    </>
  );
}

/** What stands in a field as a number; an empty field is `null`, which the model's contract refuses. */
function toNumber(value: string): number | null {
  const number = Number(value);
  return value.trim() === "" || !Number.isFinite(number) ? null : number;
}
