const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const versionPattern = /^[1-9][0-9]{0,17}$/;
/** Goes into a header, so printable ASCII. */
const releasePattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/;

/**
 * Checks how a model is called.
 *
 * @throws TypeError when the name, the version or the release is not of its form.
 */
export function checkIdentity(name: string, version: string, release: string | undefined): void {
  if (!namePattern.test(name)) {
    throw new TypeError(
      `A model's name is 1 to 128 letters, digits, dots, dashes and underscores, not ${JSON.stringify(name)}`,
    );
  }
  if (!versionPattern.test(version)) {
    throw new TypeError(
      `The version of ${name} is a positive whole number as a string, not ${JSON.stringify(version)}; ` +
        "what people call it goes into `release`",
    );
  }
  if (release !== undefined && !releasePattern.test(release)) {
    throw new TypeError(
      `The release of ${name} is 1 to 128 printable ASCII characters, not ${JSON.stringify(release)}`,
    );
  }
}
