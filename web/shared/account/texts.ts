import { dictionary } from "../i18n.ts";

const ko = {
	sendCode: "인증번호 받기",
	sendAgain: "인증번호 다시 받기",
	code: "인증번호 (6자리)",
	sent: (minutes: number) => `인증번호를 보냈습니다. ${minutes}분 이내에 입력해 주세요.`,
	simulated: (code: string) => `데모에서는 문자를 보내지 않습니다. 인증번호는 ${code}입니다.`,
	sendFirst: "먼저 인증번호를 받아 주세요.",
	triesLeft: (count: number) => (count > 0 ? `${count}번 더 입력할 수 있습니다.` : "인증번호를 다시 받아 주세요."),
	terms: "이용약관에 동의합니다. (필수)",
	privacy: "개인정보 수집·이용에 동의합니다. (필수)",
	privacyTitle: "개인정보 수집·이용 안내",
	privacyBody: "이름과 전화번호, 주문 내역을 주문·배달·알림에 사용하고, 탈퇴하면 삭제합니다. 거래 기록은 법에 따라 5년간 보관합니다.",
	reset: "비밀번호 설정",
	resetHint: "비밀번호를 잊었거나 초대를 받으셨다면 전화번호를 인증하고 새 비밀번호를 설정해 주세요. 모든 기기에서 로그아웃됩니다.",
	backToSignIn: "로그인으로 돌아가기",
	sessions: "로그인한 기기",
	unknownDevice: "알 수 없는 기기",
	thisDevice: "현재 기기",
	seen: (created: string, seen: string) => `${created} 로그인 · 최근 사용 ${seen}`,
	end: "로그아웃",
	endOf: (device: string) => `${device} 로그아웃`,
	endOthers: "다른 기기 모두 로그아웃",
};

const en: typeof ko = {
	sendCode: "Send a code",
	sendAgain: "Send another code",
	code: "Code (6 digits)",
	sent: (minutes) => `We sent you a code. Enter it within ${minutes} minutes.`,
	simulated: (code) => `The demo sends no text messages. Your code is ${code}.`,
	sendFirst: "Request a code first.",
	triesLeft: (count) => (count === 0 ? "Request another code." : count === 1 ? "One try left." : `${count} tries left.`),
	terms: "I agree to the terms of service. (required)",
	privacy: "I agree to the privacy policy. (required)",
	privacyTitle: "How we use your data",
	privacyBody:
		"Your name, phone number and orders are used for ordering, delivery and notifications, and deleted with your account. Records of sales are kept for 5 years, as the law requires.",
	reset: "Set a password",
	resetHint: "If you forgot your password or were invited, confirm your phone number and set a new one. You will be signed out everywhere.",
	backToSignIn: "Back to sign-in",
	sessions: "Signed-in devices",
	unknownDevice: "Unknown device",
	thisDevice: "This device",
	seen: (created, seen) => `Signed in ${created} · last used ${seen}`,
	end: "Sign out",
	endOf: (device) => `Sign out ${device}`,
	endOthers: "Sign out all other devices",
};

export const texts = dictionary(ko, en);
