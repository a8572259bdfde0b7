import type { OpenSession } from "../../../contracts/account.ts";
import { del } from "../api.ts";
import { useCommand } from "../command.ts";
import { dayAndTime } from "../format.ts";
import { useResource } from "../resource.ts";
import { CommandButton } from "../ui/Button.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { texts } from "./texts.ts";

const PATH = "/v1/me/sessions";

const Row = ({ onEnd, session }: { session: OpenSession; onEnd: () => Promise<void> }) => {
	const t = texts.value;
	const device = session.device ?? t.unknownDevice;
	const command = useCommand(() => del(`${PATH}/${session.id}`).finally(onEnd));
	return (
		<li>
			<div class="row between">
				<span>
					<strong>{device}</strong>
					<br />
					<span class="muted small">{t.seen(dayAndTime(session.createdAt), dayAndTime(session.lastSeenAt))}</span>
				</span>
				{session.current ? (
					<span class="muted small">{t.thisDevice}</span>
				) : (
					<CommandButton command={command} label={t.endOf(device)}>
						{t.end}
					</CommandButton>
				)}
			</div>
			<ProblemNote problem={command.problem.value} />
		</li>
	);
};

/** The devices on which one's own account is signed in, with the means to end each. */
export const Sessions = () => {
	const t = texts.value;
	const resource = useResource<{ items: OpenSession[] }>(PATH);
	const command = useCommand(() => del(PATH).finally(resource.load));
	const items = resource.value.value?.items;
	return (
		<section class="card stack" aria-labelledby="sessions">
			<h3 id="sessions">{t.sessions}</h3>
			<ProblemNote problem={items ? undefined : resource.problem.value} />
			{items ? (
				<ul class="plain stack">
					{items.map((session) => (
						<Row key={session.id} session={session} onEnd={resource.load} />
					))}
				</ul>
			) : (
				!resource.problem.value && <Skeleton lines={2} />
			)}
			{items && items.length > 1 && (
				<>
					<ProblemNote problem={command.problem.value} />
					<CommandButton command={command} wide>
						{t.endOthers}
					</CommandButton>
				</>
			)}
		</section>
	);
};
