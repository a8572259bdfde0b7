import { stripTypeScriptTypes } from "node:module";

/** Jest transform: replaces types by spaces, as Node does, so that positions stay the same. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
