import { reasonText } from "../../shared/order/reasons.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button } from "../../shared/ui/Button.tsx";
import { texts } from "../texts.ts";
import type { Jobs } from "./jobs.ts";

/** Explains why jobs were removed, until the rider dismisses each notice. */
export const RemovedJobsNotice = ({ jobs }: { jobs: Jobs }) => {
	const t = texts.value;
	return (
		<>
			{jobs.removed.value.map(({ cause, number, orderId, reason }) => (
				<Banner key={orderId} tone="danger" isUrgent>
					<div class="removed">
						<p>
							<strong>{t.removed[cause](number ?? "")}</strong>
						</p>
						{reason && <p>{t.reasonLabel(reasonText(reason))}</p>}
					</div>
					<Button onPress={() => jobs.acknowledge(orderId)}>{t.dismiss}</Button>
				</Banner>
			))}
		</>
	);
};
