import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { find, run } from "../../scripts/servers/server.ts";

export const available = (): Promise<string | undefined> => find("openssl");

export interface Certificates {
	/** The certificate authority to trust. */
	ca: string;
	/** Valid for localhost and 127.0.0.1, as a server or client certificate. */
	cert: string;
	key: string;
	remove(): Promise<void>;
}

const NEW_KEY = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** Creates a certificate authority and a certificate signed by it. */
export async function makeCertificates(): Promise<Certificates> {
	const folder = await mkdtemp(join(tmpdir(), "certificates-"));
	const at = (name: string) => join(folder, name);
	const openssl = (...args: string[]) => run("openssl", [...NEW_KEY, ...args]);
	await openssl("-subj", "/CN=authority", "-keyout", at("ca.key"), "-out", at("ca.pem"));
	const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
	const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key")];
	await openssl("-subj", "/CN=cortado", ...names, ...signed, "-keyout", at("own.key"), "-out", at("own.pem"));
	return { ca: at("ca.pem"), cert: at("own.pem"), key: at("own.key"), remove: () => rm(folder, { recursive: true }) };
}
