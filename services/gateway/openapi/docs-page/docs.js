const api = await (await fetch("/openapi.json")).json();
const main = document.querySelector("#main");
const search = document.querySelector("#search");

const element = (name, attributes = {}, ...children) => {
	const created = Object.assign(document.createElement(name), attributes);
	created.append(...children.filter((child) => child !== undefined));
	return created;
};

const follow = ({ $ref, ...rest }) =>
	$ref === undefined
		? rest
		: $ref
				.slice(2)
				.split("/")
				.reduce((found, key) => found[key], api);
const nameOf = ({ $ref }) => $ref?.split("/").at(-1);

/** The only inline Markdown in descriptions is `code`. */
const line = (text) => text.split("`").map((part, index) => (index % 2 ? element("code", { textContent: part }) : part));
const paragraphs = (text) =>
	text
		.split("\n\n")
		.map((block) =>
			block.startsWith("## ")
				? element(
						"div",
						{},
						element("h3", { textContent: block.split("\n")[0].slice(3) }),
						element("p", {}, ...line(block.split("\n").slice(1).join(" "))),
					)
				: element("p", {}, ...line(block)),
		);

const limits = ({ default: fallback, format, maxItems, maxLength, maximum, minItems, minLength, minimum, pattern }) =>
	Object.entries({ format, pattern, "≥": minimum ?? minItems ?? minLength, "≤": maximum ?? maxItems ?? maxLength, default: fallback })
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${name} ${value}`)
		.join(", ");

const typeOf = (schema) => {
	if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
	if (schema.$ref) return nameOf(schema);
	if (schema.enum) return schema.enum.map((value) => value ?? "null").join(" | ");
	if (schema.type === "array") return `array of ${typeOf(schema.items)}`;
	return [schema.type ?? "any"].flat().join(" or ");
};

const inner = (schema) =>
	(schema.properties ? schema : schema.items && inner(schema.items)) ?? (schema.anyOf ?? []).map(inner).find(Boolean);

const rowsOf = (schema, depth = 0) =>
	Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
		const isRequired = schema.required?.includes(name);
		const nested = inner(field);
		const cell = element(
			"td",
			{ className: depth ? "nested" : "" },
			element("code", { textContent: `${"· ".repeat(depth)}${name}${isRequired ? "" : "?"}` }),
		);
		const about = element("td", {}, ...line([field.description, limits(field)].filter(Boolean).join("; ")));
		return [element("tr", {}, cell, element("td", { textContent: typeOf(field) }), about), ...(nested ? rowsOf(nested, depth + 1) : [])];
	});

const table = (...rows) => element("table", {}, element("tbody", {}, ...rows));

const parametersOf = ({ parameters = [] }) => {
	const rows = parameters
		.map(follow)
		.map(({ description = "", in: place, name, required, schema }) =>
			element(
				"tr",
				{},
				element("td", {}, element("code", { textContent: name + (required ? "" : "?") })),
				element("td", { textContent: `${place}, ${typeOf(schema)}` }),
				element("td", {}, ...line([description, limits(schema)].filter(Boolean).join("; "))),
			),
		);
	return rows.length ? [element("h3", { textContent: "Parameters" }), table(...rows)] : [];
};

const bodyOf = ({ requestBody }) =>
	requestBody ? [element("h3", { textContent: "Body" }), table(...rowsOf(requestBody.content["application/json"].schema))] : [];

const responsesOf = ({ responses }) => [
	element("h3", { textContent: "Responses" }),
	table(
		...Object.entries(responses).map(([status, response]) => {
			const { content, description } = follow(response);
			const schema = Number(status) < 400 ? Object.values(content ?? {})[0]?.schema : undefined;
			const title = schema && nameOf(schema);
			const shape = title ? element("a", { href: `#schema-${title}`, textContent: title }) : schema ? typeOf(schema) : "";
			return element(
				"tr",
				{},
				element("td", {}, element("code", { textContent: status })),
				element("td", {}, shape),
				element("td", {}, ...line(description)),
			);
		}),
	),
];

const operation = (method, path, described) => {
	const roles = described["x-roles"].join(", ");
	const details = element(
		"details",
		{ id: described.operationId },
		element(
			"summary",
			{},
			element("span", { className: "method", textContent: method.toUpperCase() }),
			element("code", { textContent: path }),
			element("span", { textContent: described.summary }),
			element("span", { className: "roles", textContent: roles }),
		),
	);
	details.dataset.words = `${method} ${path} ${JSON.stringify(described)}`.toLowerCase();
	details.addEventListener(
		"toggle",
		() =>
			details.open &&
			details.children.length === 1 &&
			details.append(element("div", {}, ...parametersOf(described), ...bodyOf(described), ...responsesOf(described))),
	);
	return details;
};

const section = (tag) => {
	const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.filter(([, { tags }]) => tags.includes(tag))
			.map(([method, described]) => operation(method, path, described)),
	);
	return element("section", {}, element("h2", { id: `tag-${tag}`, textContent: tag }), ...operations);
};

const component = ([name, schema]) => {
	const content = schema.properties ? table(...rowsOf(schema)) : element("p", {}, ...line(schema.description ?? typeOf(schema)));
	const details = element(
		"details",
		{ id: `schema-${name}` },
		element("summary", {}, element("code", { textContent: name })),
		element("div", {}, content),
	);
	details.dataset.words = `${name} ${JSON.stringify(schema)}`.toLowerCase();
	return details;
};

const filter = () => {
	const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
	const all = [...main.querySelectorAll("details")];
	for (const each of all) each.hidden = !words.every((word) => each.dataset.words.includes(word));
	for (const each of main.querySelectorAll("section")) each.hidden = !each.querySelector("details:not([hidden])");
	main.querySelector("#conventions").hidden = words.length > 0;
	document.querySelector("#count").textContent = words.length ? `${all.filter(({ hidden }) => !hidden).length} found` : "";
};

/** Opens the target of a link if it is collapsed. */
const show = () => {
	const target = location.hash && document.getElementById(location.hash.slice(1));
	if (target && "open" in target) target.open = true;
	target?.scrollIntoView?.();
};

main.replaceChildren(
	element("div", { id: "conventions" }, ...paragraphs(api.info.description)),
	...api.tags.map(({ name }) => section(name)),
	element(
		"section",
		{},
		element("h2", { id: "tag-schemas", textContent: "schemas" }),
		...Object.entries(api.components.schemas).map(component),
	),
);
document
	.querySelector("#tags")
	.append(...[...api.tags.map(({ name }) => name), "schemas"].map((name) => element("a", { href: `#tag-${name}`, textContent: name })));
search.addEventListener("input", filter);
addEventListener("hashchange", show);
show();
