import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Resolves a name to all its addresses. */
export type Resolve = (name: string, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const resolveAll: Resolve = (name, done) => lookup(name, { all: true }, done);

const subnets = (family: "ipv4" | "ipv6", ...blocks: string[]): BlockList => {
	const list = new BlockList();
	for (const block of blocks) {
		const [address, bits] = block.split("/");
		list.addSubnet(address!, Number(bits), family);
	}
	return list;
};

/** Not public: loopback, private, link-local, documentation, benchmark, multicast and reserved. */
const SPECIAL_V4 = subnets(
	"ipv4",
	...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
	...["192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
);
const GLOBAL_V6 = subnets("ipv6", "2000::/3");
/** Exceptions within the global range: tunnels that embed an IPv4 address, and documentation. */
const SPECIAL_V6 = subnets("ipv6", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
const SPECIAL_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i;

export const isPublic = (address: string): boolean => {
	if (isIP(address) === 4) return !SPECIAL_V4.check(address, "ipv4");
	return isIP(address) === 6 && GLOBAL_V6.check(address, "ipv6") && !SPECIAL_V6.check(address, "ipv6");
};

export class NotPublic extends Error {
	override name = "NotPublic";
}

/** The URL parser has already normalized every notation of an IPv4 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

/** Rejects URLs that are not public without resolving their name. */
export const checkUrl = (url: URL): void => {
	const host = hostOf(url);
	if (url.protocol !== "https:" && url.protocol !== "http:")
		throw new NotPublic(`The protocol ${url.protocol} is neither http: nor https:.`);
	if (url.username || url.password) throw new NotPublic("It contains a user name or a password.");
	if (isIP(host) ? !isPublic(host) : SPECIAL_NAMES.test(host)) throw new NotPublic(`${host} is not a public address.`);
};

/** Returns only checked addresses to connect to, since a name may resolve differently from one moment to the next. */
export const lookupPublic =
	(resolve: Resolve = resolveAll): LookupFunction =>
	(name, options, done) =>
		resolve(name, (error, addresses) => {
			const refused = addresses?.find(({ address }) => !isPublic(address));
			if (error || !addresses[0]) return done(error ?? new Error(`${name} has no address.`), "", 0);
			if (refused) return done(new NotPublic(`${name} resolves to ${refused.address}, which is not a public address.`), "", 0);
			return options.all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family);
		});

/** Throws NotPublic if the name resolves to an address that is not public. A name that does not resolve is accepted. */
export const checkName = async (url: URL, timeoutMs: number, resolve: Resolve = resolveAll): Promise<void> => {
	const { promise, resolve: settle } = Promise.withResolvers<Error | null>();
	const timer = setTimeout(settle, timeoutMs, null);
	lookupPublic(resolve)(hostOf(url), { all: true }, (error) => settle(error));
	const error = await promise;
	clearTimeout(timer);
	if (error instanceof NotPublic) throw error;
};
