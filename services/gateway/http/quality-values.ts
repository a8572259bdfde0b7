/** What a header such as `Accept-Encoding` lists, in small letters, and how much each is wanted. */
export const weightsOf = (header: string): { name: string; quality: number }[] =>
	header.split(",").map((wish) => {
		const [name = "", ...options] = wish.trim().toLowerCase().split(";");
		const quality = options.map((option) => option.trim()).find((option) => option.startsWith("q="));
		return { name: name.trim(), quality: quality ? Number(quality.slice(2)) : 1 };
	});
