import { CONSENT } from "../../contracts/account.ts";

interface NewCustomer {
	phone: string;
	password: string;
	name: string;
}

/** Requests a code, which the simulated provider answers, and creates the account. */
export const signUp = async <Answer extends { body: { code?: string } }>(
	post: (path: string, body: object) => Promise<Answer>,
	account: NewCustomer,
): Promise<Answer> => {
	const { body } = await post("/v1/codes", { phone: account.phone, purpose: "sign_up" });
	return post("/v1/accounts", { ...account, code: body.code, consent: CONSENT });
};
