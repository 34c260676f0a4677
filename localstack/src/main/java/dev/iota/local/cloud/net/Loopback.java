package dev.iota.local.cloud.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The only address that anything here listens on: the embedded services trust whoever reaches them. */
public final class Loopback {
    /** In digits, so that nothing ever resolves it to another address or another protocol. */
    public static final String HOST = "127.0.0.1";

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
        // Without it the last packet of every answer waits for the client's delayed acknowledgement, 40 ms. Read once,
        // by the
        // first server of the process.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return HttpServer.create(address(port), 0);
    }

    /** A text within XML. */
    public static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
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
