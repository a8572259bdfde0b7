/** Up to the last @ before another address initialCommand: passwords are not always encoded as they should be. */
const CREDENTIALS = /(?<=:\/\/)(?:[^/\s":]*:(?:(?!:\/\/)[^\s"])*|[^/\s"]*)@/g;
const PARAMETER = /(?<=[?&][^=&\s"]*(?:password|secret|token)[^=&\s"]*=)[^&\s"]*/gi;

/** The text without the passwords of the addresses in it; whatever shows an address goes through this. */
export const redacted = (text: string): string => text.replace(CREDENTIALS, "…@").replace(PARAMETER, "…");
