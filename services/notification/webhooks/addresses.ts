import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Asks the resolver for all addresses of a name. */
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

/** What is not for everybody: own, private, link-local, documentation, benchmark, multicast and reserved. */
const SPECIAL_V4 = subnets(
	"ipv4",
	...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
	...["192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
);
const GLOBAL_V6 = subnets("ipv6", "2000::/3");
/** Within the global ones: tunnels that hold an IPv4 address, and documentation. */
const SPECIAL_V6 = subnets("ipv6", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
const SPECIAL_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i;

export const isPublic = (address: string): boolean => {
	if (isIP(address) === 4) return !SPECIAL_V4.check(address, "ipv4");
	return isIP(address) === 6 && GLOBAL_V6.check(address, "ipv6") && !SPECIAL_V6.check(address, "ipv6");
};

export class NotPublic extends Error {
	override name = "NotPublic";
}

/** The parser of URLs has already brought every odd way to write an IPv4 address into its usual form. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

/** Refuses what the URL itself gives away. */
export const checkUrl = (url: URL): void => {
	const host = hostOf(url);
	if (url.protocol !== "https:" && url.protocol !== "http:") throw new NotPublic(`${url.protocol} is neither http: nor https:.`);
	if (url.username || url.password) throw new NotPublic("It holds a user name or a password.");
	if (isIP(host) ? !isPublic(host) : SPECIAL_NAMES.test(host)) throw new NotPublic(`${host} is not a public address.`);
};

/** Connects to no address that it has not checked, whatever the name stood for a moment ago. */
export const lookupPublic =
	(resolve: Resolve = resolveAll): LookupFunction =>
	(name, options, done) =>
		resolve(name, (error, addresses) => {
			const refused = addresses?.find(({ address }) => !isPublic(address));
			if (error || !addresses[0]) return done(error ?? new Error(`${name} has no address.`), "", 0);
			if (refused) return done(new NotPublic(`${name} stands for ${refused.address}, which is not a public address.`), "", 0);
			return options.all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family);
		});

/** Throws NotPublic for a name that now stands for an address which is not; one that stands for nothing may do so later. */
export const checkName = async (url: URL, within: number, resolve: Resolve = resolveAll): Promise<void> => {
	const { promise, resolve: settle } = Promise.withResolvers<Error | null>();
	const timer = setTimeout(settle, within, null);
	lookupPublic(resolve)(hostOf(url), { all: true }, (error) => settle(error));
	const error = await promise;
	clearTimeout(timer);
	if (error instanceof NotPublic) throw error;
};
