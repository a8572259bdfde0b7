/** The entries of a header such as `Accept-Encoding`, in lower case, with their quality values (RFC 9110, 12.4.2). */
export const qualityValuesOf = (header: string): { name: string; quality: number }[] =>
	header.split(",").map((entry) => {
		const [name = "", ...options] = entry.trim().toLowerCase().split(";");
		const quality = options.map((option) => option.trim()).find((option) => option.startsWith("q="));
		return { name: name.trim(), quality: quality ? Number(quality.slice(2)) : 1 };
	});
