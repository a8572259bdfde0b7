import { type ApiResponse, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";

const PAUSE_MS = 500;
const MAX_ATTEMPTS = 20;

const isInFlight = (error: unknown): boolean => error instanceof Problem && error.code === "idempotency_key_in_flight";

/** Waits while the first request with this key is in flight, which happens after a reload. */
export async function postOnce<Body>(path: string, body: object, key: string): Promise<ApiResponse<Body>> {
	for (let attempt = 1; ; attempt++)
		try {
			return await post<Body>(path, body, key);
		} catch (error) {
			if (!isInFlight(error) || attempt === MAX_ATTEMPTS) throw error;
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
}
