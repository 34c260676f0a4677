package dev.iota.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.iota.agent.failure.StrangeAnswerException;
import dev.iota.core.base.Json;
import dev.iota.core.identity.AnswerMark;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the orchestrator's answers from those of whatever is on the way to it, and says what the latter are. */
final class StrangeAnswers {
    /** Statuses of a server that says itself that it may be different soon. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    /** Of a header that is shown. */
    private static final int LONGEST = 200;

    private StrangeAnswers() {}

    /** @throws StrangeAnswerException unless the answer is the orchestrator's own, whole, and to this request */
    static void require(HttpResponse<byte[]> response, AnswerMark wanted) throws StrangeAnswerException {
        var found = response.headers().firstValue(AnswerMark.HEADER).flatMap(AnswerMark::of);
        if (found.isEmpty()) {
            throw unmarked(response, wanted.run());
        }
        if (!found.get().run().equals(wanted.run())) {
            throw new StrangeAnswerException(
                    "%s is the address of run '%s', not of run '%s'"
                            .formatted(response.uri(), shown(found.get().run()), wanted.run()),
                    true);
        }
        if (!found.get().equals(wanted)) {
            throw new StrangeAnswerException(
                    "%s answers with what it answered to another request, as a cache does".formatted(response.uri()),
                    true);
        }
        if (!isJson(response.body())) {
            throw changed(response);
        }
    }

    /** The answer is the orchestrator's, but not as it left it. */
    static StrangeAnswerException changed(HttpResponse<byte[]> response) {
        return new StrangeAnswerException(
                "the answer of %s (HTTP %d) was cut or changed on its way"
                        .formatted(response.uri(), response.statusCode()),
                false);
    }

    private static StrangeAnswerException unmarked(HttpResponse<byte[]> response, String run) {
        var status = response.statusCode();
        var location = response.headers().firstValue("location");
        if (status >= REDIRECTION && status < CLIENT_ERROR && location.isPresent()) {
            return new StrangeAnswerException(
                    "%s answers HTTP %d, a redirection to %s, which a miner does not follow; if the orchestrator has "
                                    .formatted(response.uri(), status, shown(location.get()))
                            + "moved there, start with --orchestrator %s"
                                    .formatted(shown(base(response.uri(), location.get()))),
                    true);
        }
        var type = response.headers()
                .firstValue("content-type")
                .map(StrangeAnswers::shown)
                .orElse("no content type");
        return new StrangeAnswerException(
                "%s answers HTTP %d (%s, %d bytes), which does not come from the orchestrator of run '%s'"
                        .formatted(response.uri(), status, type, response.body().length, run),
                status < SERVER_ERROR && !PASSING.contains(status));
    }

    /** The address without the path of the call, as an option would name it. */
    private static String base(URI called, String location) {
        var route = called.getPath().substring(Math.max(0, called.getPath().indexOf("/v1/")));
        return location.endsWith(route) ? location.substring(0, location.length() - route.length()) : location;
    }

    private static boolean isJson(byte[] body) {
        try {
            var tree = Json.mapper().readTree(body);
            return tree != null && tree.isObject();
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("an array is read without input or output", e);
        }
    }

    static String shown(String header) {
        var printable = header.replaceAll("[^ -~]", "?");
        return printable.length() > LONGEST ? printable.substring(0, LONGEST) + "…" : printable;
    }

    /** Why a call failed before there was an answer. */
    static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        var message = cause.getMessage();
        return switch (cause) {
            case HttpTimeoutException e -> "no answer in time";
            case UnknownHostException e -> "there is no host of this name";
            case ConnectException e
            when e.getCause() instanceof UnresolvedAddressException -> "there is no host of this name";
            case ConnectException e -> message == null ? "no connection" : "no connection: " + message;
            default -> message == null ? cause.getClass().getSimpleName() : message;
        };
    }
}
