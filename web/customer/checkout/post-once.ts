import { type ApiResponse, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";

const PAUSE_MS = 500;
const TRIES = 20;

const isUnderWay = (error: unknown): boolean => error instanceof Problem && error.code === "idempotency_key_in_flight";

/** Waits for the answer to the first of its kind: a page that was loaded again in the middle of it asks the same while that is under way. */
export async function postOnce<Body>(path: string, body: object, key: string): Promise<ApiResponse<Body>> {
	for (let attempt = 1; ; attempt++)
		try {
			return await post<Body>(path, body, key);
		} catch (error) {
			if (!isUnderWay(error) || attempt === TRIES) throw error;
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
}
