import type { ServiceSchema } from "moleculer";
import type { NewAccount } from "../../contracts/account.ts";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { notification } from "../../contracts/notification.ts";
import { store } from "../../contracts/store.ts";
import { type Ctx, call } from "../../lib/broker/contract.ts";
import { Invalid, UnknownStore } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { PhoneTaken } from "./account.errors.ts";
import type { Account, Registration } from "./account.ts";
import { hashPassword } from "./passwords.ts";
import type { Phones } from "./phones.ts";
import type { Seed } from "./seeds.ts";
import type { SigningIn } from "./signing-in.ts";

export interface Registering extends SigningIn {
	phones: Phones;
	broker: Ctx["broker"];
	logger: Ctx["broker"]["logger"];
	register(registration: Registration, ctx?: Ctx): Promise<ActorDocument<Account>>;
	consentOf(account: NewAccount, attempt: string): Promise<Pick<Registration, "consent">>;
	invite(phone: string, language: Language): Promise<void>;
	checkStore(storeId: string | null, ctx: Ctx): Promise<void>;
	seed(accounts: Seed[], password: string): Promise<void>;
}

/** Another node created the account at the same time. */
const ignorePhoneTaken = (error: unknown): void => {
	if (!(error instanceof PhoneTaken)) throw error;
};

const schema = {
	methods: {
		/** Claims the phone, then creates the account under the id of that claim. */
		async register(registration: Registration, ctx?: Ctx) {
			const id = await this.phones.claim(registration.phone, registration.id);
			return this.create(id, { type: "register", ...registration, id }, ctx);
		},
		/** Requires what a person must give to sign up, and that they hold the phone. */
		async consentOf({ code, consent, password, phone }: NewAccount, attempt: string) {
			const missing = Object.entries({ code, consent, password }).find(([, value]) => value === undefined)?.[0];
			if (missing) throw new Invalid(missing, "It is required to sign up.");
			await this.codes.use("sign_up", phone, code!, attempt);
			return { consent: { ...consent!, at: Date.now() } };
		},
		/** The account exists either way: an invited person can request a code without this message. */
		async invite(phone: string, language: Language) {
			await call(this.broker, notification.sms, { phone, topic: "invitation", language }).catch((error: Error) =>
				this.logger.warn(`The invitation could not be sent: ${error.message}`),
			);
		},
		async checkStore(storeId: string | null, ctx: Ctx) {
			if (storeId && !(await call(ctx, store.settings, { storeId }))) throw new UnknownStore(storeId);
		},
		/** Creates accounts that never existed; erased ones are not restored. */
		async seed(accounts: Seed[], password: string) {
			const known = await Promise.all(accounts.map(async ({ id, phone }) => (await this.documents.load(id)) ?? this.byPhone(phone)));
			const missing = accounts.filter((_, index) => !known[index]);
			if (missing.length === 0) return;
			const passwordHash = await hashPassword(password);
			await Promise.all(missing.map((account) => this.register({ ...account, language: "ko", passwordHash }).catch(ignorePhoneTaken)));
		},
	},
} satisfies Omit<ServiceSchema<object, Registering, object>, "name">;

/** Creates accounts: of customers, by operators, and at start. */
export const registering = schema as unknown as Partial<ServiceSchema>;
