// For mongosh, beside the first member: makes the replica set and its two users once. Run again, it changes nothing.
const { MEMBERS, MONGO_ADMIN_PASSWORD, MONGO_PASSWORD } = process.env;
const admin = db.getSiblingDB("admin");
const app = db.getSiblingDB("cortado");

const isLetIn = () => {
	try {
		return admin.auth("admin", MONGO_ADMIN_PASSWORD).ok === 1;
	} catch {
		return false; // there is no such user yet
	}
};

/** Without users, MongoDB lets whoever is on its own machine make the set and the first of them. */
const initiate = () => {
	const members = MEMBERS.split(",").map((host, _id) => ({ _id, host, priority: _id === 0 ? 2 : 1 }));
	try {
		rs.initiate({ _id: "rs0", members });
	} catch (error) {
		if (error.codeName !== "AlreadyInitialized") throw error;
	}
	while (!db.hello().isWritablePrimary) sleep(500);
	admin.createUser({ user: "admin", pwd: MONGO_ADMIN_PASSWORD, roles: ["root"] });
};

if (!isLetIn()) {
	initiate();
	isLetIn();
}
if (!app.getUser("cortado")) app.createUser({ user: "cortado", pwd: MONGO_PASSWORD, roles: ["readWrite"] });
