import type { Language } from "../../../contracts/catalogue/problems.ts";
import type { Sms as SmsParams } from "../../../contracts/notification.ts";
import { config } from "../../../lib/config/config.ts";
import { SolapiSms } from "./solapi-sms.ts";

/** Sends a text message. Rejects if it was not sent, or if that is unknown. */
export interface SmsProvider {
	readonly isSimulated: boolean;
	send(to: string, text: string): Promise<void>;
}

type Log = (text: string) => void;

const TEXTS: Record<SmsParams["topic"], Record<Language, string>> = {
	sign_up: {
		ko: "[Cortado] 회원가입 인증번호 {code} ({minutes}분 이내 입력). 타인에게 알려주지 마세요.",
		en: "[Cortado] {code} is your sign-up code, valid for {minutes} minutes. Never share it.",
	},
	password: {
		ko: "[Cortado] 비밀번호 설정 인증번호 {code} ({minutes}분 이내 입력). 타인에게 알려주지 마세요.",
		en: "[Cortado] {code} is your code to set a password, valid for {minutes} minutes. Never share it.",
	},
	invitation: {
		ko: "[Cortado] 계정이 만들어졌습니다. 로그인 화면의 '비밀번호 설정'에서 이 번호로 인증해 주세요.",
		en: "[Cortado] You have an account. Choose 'Set a password' on the sign-in page and confirm this number.",
	},
};

export const textOfSms = ({ code = "", language, topic }: Pick<SmsParams, "code" | "language" | "topic">): string =>
	TEXTS[topic][language].replace("{code}", code).replace("{minutes}", String(config.codeMinutes));

/** Sends nothing: the text is logged. */
const simulated = (log: Log): SmsProvider => ({
	isSimulated: true,
	async send(to, text) {
		log(`SMS to ${to}: ${text}`);
	},
});

/** Opens the provider that SMS_PROVIDER selects. */
export const openSms = (log: Log): SmsProvider => {
	const { alimtalkKey: key, alimtalkSecret: secret, alimtalkSender: sender, alimtalkUrl: url, smsProvider } = config;
	return smsProvider === "solapi" ? new SolapiSms({ url, key: key!, secret: secret!, sender: sender! }) : simulated(log);
};
