package dev.iota.orchestrator.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands for all of AWS while calls are rehearsed, inside this process: says yes to everything, and knows of each
 * table what was put into it last. Nothing leaves the machine, so nothing of it is there after a restore.
 */
final class EchoService implements AutoCloseable {
    private static final String QUEUE = "http://127.0.0.1/000000000000/rehearsal";
    private static final String ROLE = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
            <AccessKeyId>rehearsal</AccessKeyId><SecretAccessKey>rehearsal</SecretAccessKey>\
            <SessionToken>rehearsal</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>\
            </Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    private static final int BACKLOG = 8;

    private final ServerSocket socket;
    private final Map<String, JsonNode> items = new ConcurrentHashMap<>();

    EchoService() throws IOException {
        socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("rehearsal").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new IllegalStateException("the rehearsal cannot be heard", e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            for (var first = line(in); !first.isEmpty(); first = line(in)) {
                var headers = headers(in);
                var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                connection.getOutputStream().write(answer(first, headers, body));
            }
        } catch (IOException e) {
            // The client is through with its rehearsal.
        }
    }

    private byte[] answer(String first, Map<String, String> headers, byte[] body) {
        var text = body(headers.getOrDefault("x-amz-target", ""), headers.getOrDefault("content-type", ""), body);
        var head = "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n".formatted(text.length());
        return (first.startsWith("HEAD ") ? head : head + text).getBytes(StandardCharsets.UTF_8);
    }

    private String body(String target, String type, byte[] body) {
        if (target.isEmpty()) {
            return type.startsWith("application/x-www-form-urlencoded") ? ROLE : "";
        }
        var call = Json.read(new String(body, StandardCharsets.UTF_8), JsonNode.class);
        return switch (target.substring(target.indexOf('.') + 1)) {
            case "PutItem" -> {
                items.put(call.path("TableName").asText(), call.path("Item"));
                yield "{}";
            }
            case "GetItem" -> {
                var item = items.get(call.path("TableName").asText());
                yield item == null || !hasKey(item, call.path("Key")) ? "{}" : Json.write(Map.of("Item", item));
            }
            case "UpdateItem" -> Json.write(Map.of("Attributes", Map.of("value", Map.of("N", "1"))));
            case "CreateQueue", "GetQueueUrl" -> Json.write(Map.of("QueueUrl", QUEUE));
            case "Query", "Scan" -> "{\"Items\":[],\"Count\":0}";
            default -> "{}";
        };
    }

    private static boolean hasKey(JsonNode item, JsonNode key) {
        return key.propertyStream().allMatch(part -> part.getValue().equals(item.path(part.getKey())));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** The next line without its end; nothing at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
