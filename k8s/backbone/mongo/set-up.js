// Run by mongosh next to the first member: creates the replica set and its two users. Idempotent.
const { MEMBERS, MONGO_ADMIN_PASSWORD, MONGO_PASSWORD } = process.env;
const admin = db.getSiblingDB("admin");
const app = db.getSiblingDB("cortado");

const authenticate = () => {
	try {
		return admin.auth("admin", MONGO_ADMIN_PASSWORD).ok === 1;
	} catch {
		return false; // the user does not exist yet
	}
};

/** Before it has users, MongoDB lets local clients create the replica set and the first user. */
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

if (!authenticate()) {
	initiate();
	authenticate();
}
if (!app.getUser("cortado")) app.createUser({ user: "cortado", pwd: MONGO_PASSWORD, roles: ["readWrite"] });
