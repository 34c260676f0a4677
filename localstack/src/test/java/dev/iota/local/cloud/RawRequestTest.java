package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.net.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What whoever has a socket can send. */
@Tag("cloud")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class RawRequestTest {
    private GuardedCloud guarded;

    @BeforeAll
    void start(GuardedCloud guarded) {
        this.guarded = guarded;
    }

    @Test
    void an_object_above_the_limit_of_one_request_is_refused_by_its_size() throws Exception {
        var url = ForeignClientsTest.presignedPut(guarded, "huge");
        try (var socket = new Socket(Loopback.address(0).getAddress(), url.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("PUT %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n\r\n"
                            .formatted(url.getRawPath(), url.getRawQuery(), url.getPort(), 6L << 30)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(read(socket)).contains("EntityTooLarge");
        }
    }

    /** Sixty seconds for what our own servers read, thirty without a byte for Jetty's. */
    @Test
    @Tag("long")
    void a_request_that_is_sent_by_half_is_ended() throws Exception {
        var file = guarded.file();
        var sockets = new ArrayList<Socket>();
        for (var half : List.of(
                "POST / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab", "P")) {
            for (var service : List.of(file.api(), file.sqs(), file.sts(), file.states(), file.s3(), file.dynamoDb())) {
                var socket = new Socket(Loopback.address(0).getAddress(), service.getPort());
                socket.setSoTimeout(75_000);
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
        }
        for (var socket : sockets) {
            try (socket) {
                read(socket); // returns when the other side has ended it
            }
        }
    }

    private static String read(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        try {
            for (var next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.write(next);
                if (answer.toString(StandardCharsets.UTF_8).endsWith("</Error>")) {
                    break;
                }
            }
        } catch (SocketException e) {
            // Ended, not by the book.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
