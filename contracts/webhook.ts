import { problem } from "./problem.ts";

export const webhookProblems = {
	forbidden_url: problem(422, "허용되지 않는 웹훅 주소입니다.", "This webhook address is not allowed."),
};
