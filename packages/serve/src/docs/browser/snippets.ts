/** What is sent to the server. */
export interface Request {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The header with credentials, which programs take from their environment. */
  readonly credential?: { readonly header: string; readonly scheme: string } | undefined;
  readonly body: string;
}

/** The environment variable with the credentials. */
const variable = "MODEL_TOKEN";

/** A text for bash: within single quotes nothing has a meaning. */
function shell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A literal for JavaScript and Python. */
function literal(text: string): string {
  const escaped = text.replaceAll(/[\\'\u0000-\u001F\u007F-\u009F\u2028\u2029\uFEFF]/g, (character) => {
    if (character === "\\" || character === "'") return `\\${character}`;
    if (character === "\n") return String.raw`\n`;
    return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `'${escaped}'`;
}

/** A command for bash with curl. */
export function curlSnippet({ url, headers, credential, body }: Request): string {
  const lines = [
    // Without `-g`, brackets in a URL are a pattern of curl's.
    `curl ${/[[\]]/.test(url) ? "-g " : ""}${shell(url)}`,
    ...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(credential === undefined ? [] : [`-H ${shell(`${credential.header}: ${credential.scheme}`)}"$${variable}"`]),
    `--data-raw ${shell(body)}`,
  ];
  return lines.join(" \\\n  ");
}

/** A program for Node; without credentials for browsers too. */
export function fetchSnippet({ url, headers, credential, body }: Request): string {
  const lines = [
    ...headers.map(([name, value]) => `${literal(name)}: ${literal(value)},`),
    ...(credential === undefined
      ? []
      : [`${literal(credential.header)}: ${literal(credential.scheme)} + process.env.${variable},`]),
  ];
  return `const response = await fetch(${literal(url)}, {
  method: 'POST',
  headers: {
${lines.map((line) => `    ${line}`).join("\n")}
  },
  body: ${literal(body)},
});
console.log(response.status, await response.json());`;
}

/** A program for Python 3 with nothing but its library. */
export function pythonSnippet({ url, headers, credential, body }: Request): string {
  const lines = [
    ...headers.map(([name, value]) => `${literal(name)}: ${literal(value)},`),
    ...(credential === undefined
      ? []
      : [`${literal(credential.header)}: ${literal(credential.scheme)} + os.environ['${variable}'],`]),
  ];
  return `import json
${credential === undefined ? "" : "import os\n"}import urllib.request

request = urllib.request.Request(
    ${literal(url)},
    data=${literal(body)}.encode(),
    headers={
${lines.map((line) => `        ${line}`).join("\n")}
    },
)
with urllib.request.urlopen(request) as response:
    print(response.status, json.load(response))`;
}
