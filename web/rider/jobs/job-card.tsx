import type { Delivery } from "../../../contracts/delivery.ts";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { HEADING_ID } from "../focus.ts";
import { JobDetails } from "../ride/contents.tsx";
import { texts } from "../texts.ts";

const Phase = ({ status }: { status: Delivery["status"] }) => {
	const { accepted, assigned, inTransit } = texts.value;
	if (status === "assigned") return <StatusWord tone="warn">{assigned}</StatusWord>;
	return <StatusWord tone="info">{status === "accepted" ? accepted : inTransit}</StatusWord>;
};

export const JobCard = ({ job }: { job: Delivery }) => (
	<section class="card job" aria-label={texts.value.job}>
		<div class="row between">
			<h2 id={HEADING_ID} class="number" tabIndex={-1}>
				{job.number}
			</h2>
			<Phase status={job.status} />
		</div>
		<JobDetails job={job} />
	</section>
);
