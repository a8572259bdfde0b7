const { now } = Date;
Date.now = () => now() + 2 * 3_600_000;
