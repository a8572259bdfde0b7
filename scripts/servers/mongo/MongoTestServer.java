import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;

/** An in-memory MongoDB server. Reports version 7.0, because current drivers reject older servers. */
public class MongoTestServer {
	private static final int WIRE_VERSION_OF_7_0 = 21;

	public static void main(String[] arguments) throws InterruptedException {
		var backend = new MemoryBackend() {
			@Override
			public Document handleCommand(Channel channel, String database, String command, Document query) {
				Document answer = super.handleCommand(channel, database, command, query);
				if (answer != null && answer.containsKey("maxWireVersion")) answer.put("maxWireVersion", WIRE_VERSION_OF_7_0);
				return answer;
			}
		};
		new MongoServer(backend).bind("127.0.0.1", Integer.parseInt(arguments[0]));
		Thread.currentThread().join();
	}
}
