import { messages } from "./contract.ts";
import { nullable, oneOf } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

/** An account in its messages. */
export const AccountSnapshot = Type.Object({
	id: Type.String(),
	roles: Type.Array(Type.String()),
	storeId: nullable(Type.String()),
	name: nullable(Type.String()),
	language: oneOf("ko", "en"),
	erased: Type.Boolean({ description: "The person has left, and their data is erased." }),
});
export type AccountSnapshot = Static<typeof AccountSnapshot>;

export const accountMessages = messages("account", AccountSnapshot, ["registered", "changed", "erased"]);
export type AccountMessage = keyof typeof accountMessages;

export const accountProblems = {
	bad_credentials: problem(401, "전화번호나 비밀번호가 맞지 않습니다.", "The phone number or the password is wrong."),
	wrong_password: problem(422, "현재 비밀번호가 맞지 않습니다.", "The current password is wrong."),
	phone_taken: problem(409, "이미 가입된 전화번호입니다.", "This phone number is registered already."),
};
