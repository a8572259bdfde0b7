import type { Customer } from "../../../contracts/customer-level.ts";
import type { MyPage } from "../../../contracts/mypage.ts";
import { clockTime } from "../../shared/format.ts";
import type { Resource } from "../../shared/resource.ts";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { levelAfter, shareDone } from "./level-rules.ts";
import { texts } from "./my-texts.ts";

type CustomerCopy = NonNullable<MyPage["customer"]>;

const Bar = ({ share, title }: { share: number; title: string }) => (
	<svg class="level-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={title}>
		<rect class="all" width="100" height="6" />
		<rect class="done" width={Math.round(share * 100)} height="6" />
	</svg>
);

const ToNext = ({ customer: { nextLevel, quantityToNextLevel, score } }: { customer: Customer }) => {
	const after = levelAfter(nextLevel);
	if (quantityToNextLevel === null || !after) return <p>{texts.value.atTop}</p>;
	const label = texts.value.toNext(texts.value.levels[after], quantityToNextLevel);
	return (
		<>
			<p>{label}</p>
			<Bar share={shareDone(score, quantityToNextLevel)} title={label} />
		</>
	);
};

/** Shows the level service's state, or my page's copy while the service is unavailable. */
export const LevelCard = ({ customer, copy }: { customer: Resource<Customer>; copy: CustomerCopy | undefined }) => {
	const own = customer.value.value;
	const level = own?.nextLevel ?? copy?.nextLevel;
	const score = own?.score ?? copy?.score;
	const name = own?.name ?? copy?.name;
	const asOf = own ? customer.asOf.value : copy?.asOf;
	return (
		<section class="card" aria-labelledby="level">
			<div class="row between">
				<h3 id="level">{name ?? texts.value.level}</h3>
				{asOf !== undefined && <span class="muted small">{texts.value.asOf(clockTime(asOf))}</span>}
			</div>
			{level && score != null ? (
				<p class="row between" role="status">
					<strong class="level">{texts.value.levels[level]}</strong>
					<span>{texts.value.score(score)}</span>
				</p>
			) : (
				<Skeleton lines={2} />
			)}
			{own && <ToNext customer={own} />}
		</section>
	);
};
