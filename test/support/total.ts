/** The sum of all yielded numbers. */
export const total = async (counts: AsyncIterable<number>): Promise<number> => {
	let sum = 0;
	for await (const count of counts) sum += count;
	return sum;
};
