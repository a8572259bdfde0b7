/** Matches up to the last @ before the next URL starts, because passwords are not always percent-encoded. */
const CREDENTIALS = /(?<=:\/\/)(?:[^/\s":]*:(?:(?!:\/\/)[^\s"])*|[^/\s"]*)@/g;
const PARAMETER = /(?<=[?&][^=&\s"]*(?:password|secret|token)[^=&\s"]*=)[^&\s"]*/gi;

/** Removes passwords from the URLs in a text. Every text that may contain a URL goes through this before it is shown. */
export const redacted = (text: string): string => text.replace(CREDENTIALS, "…@").replace(PARAMETER, "…");
