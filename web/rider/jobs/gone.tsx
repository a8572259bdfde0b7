import { Banner } from "../../shared/ui/Banner.tsx";
import { Button } from "../../shared/ui/Button.tsx";
import { texts } from "../texts.ts";
import type { Jobs } from "./jobs.ts";

/** What has gone stays until the rider has seen that it has. */
export const Gone = ({ jobs }: { jobs: Jobs }) => {
	const said = texts.value;
	return (
		<>
			{jobs.gone.value.map(({ number, orderId, reason, why }) => (
				<Banner key={orderId} tone="danger" isUrgent>
					<div class="says">
						<p>
							<strong>{said.gone[why](number ?? "")}</strong>
						</p>
						{reason && <p>{said.goneReason(reason)}</p>}
					</div>
					<Button onPress={() => jobs.acknowledge(orderId)}>{said.seen}</Button>
				</Banner>
			))}
		</>
	);
};
