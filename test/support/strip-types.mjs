import { stripTypeScriptTypes } from "node:module";

/** Jest transform: the tests run what Node runs, the sources with their types blanked out. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
