package dev.iota.local.cloud.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The only address that anything here listens on: the embedded services trust whoever reaches them. */
public final class Loopback {
    /** In digits, so that nothing ever resolves it to another address or another protocol. */
    public static final String HOST = "127.0.0.1";

    /** From a request's first byte to the last one of its body; Jetty's servers wait half as long for each byte. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

    /** What is read of a request that is refused for its size: whoever still sends does not hear the answer. */
    private static final long DRAINED = 64L << 20;

    private Loopback() {}

    public static URI uri(int port) {
        return URI.create("http://%s:%d".formatted(HOST, port));
    }

    public static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server that is bound but answers nothing yet. */
    public static HttpServer server(int port) throws IOException {
        // Read once, by the first server of the process. Without the one the last packet of every answer waits for the
        // client's delayed acknowledgement, 40 ms; without the other a request that is sent by half is waited for.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(LONGEST_REQUEST.toSeconds()));
        return HttpServer.create(address(port), 0);
    }

    /** A text within XML. */
    public static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** @throws TooLargeException if there is more */
    public static byte[] body(HttpExchange exchange, int longest) throws IOException, TooLargeException {
        var in = exchange.getRequestBody();
        var body = in.readNBytes(longest);
        if (body.length < longest || in.read() < 0) {
            return body;
        }
        var left = DRAINED;
        for (var skipped = in.skip(left); skipped > 0 && left > 0; skipped = in.skip(left)) {
            left -= skipped;
        }
        throw new TooLargeException(longest);
    }

    /** Answers and ends the exchange. */
    public static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
