package dev.iota.local.cloud.count;

import dev.iota.cloud.count.Amount;
import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.shape.Resources;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Requests that agents send: to queues under credentials of their own, and to objects under URLs that were signed. */
public final class AgentCalls {
    private static final String SQS = "sqs";
    private static final String INBOX = "inbox";

    /** A message that says its type, in JSON that is a text in JSON, perhaps several times over. */
    private static final Pattern TYPE = Pattern.compile("\\\\*\"type\\\\*\"\\s*:\\s*\\\\*\"([A-Za-z]{1,40})\\\\*\"");

    /** The beginning of what an answer to a receive call has for each message. */
    private static final Pattern MESSAGE = Pattern.compile("\"ReceiptHandle\"");

    /** A bucket, and what an object's key begins with. */
    private static final Pattern OBJECT = Pattern.compile("/[^/]+/([^/]+)/.*");

    private final CallBook book;

    public AgentCalls(CallBook book) {
        this.book = book;
    }

    /**
     * A request to a queue.
     *
     * @param action as the SDK names it
     */
    public void queue(String action, byte[] request, byte[] answer) {
        if (action.startsWith("ReceiveMessage")) {
            received(action, new String(answer, StandardCharsets.UTF_8));
        } else if (action.startsWith("SendMessage")) {
            var cause = cause(new String(request, StandardCharsets.UTF_8));
            book.call(cause, SQS, action, "events", Map.of(Amount.MESSAGES, 1.0));
        } else {
            book.call(Causes.INBOX, SQS, action, INBOX, Map.of());
        }
    }

    private void received(String action, String answer) {
        var messages = MESSAGE.matcher(answer).results().count();
        if (messages == 0) {
            book.call(Causes.WAITING, SQS, CallBook.EMPTY_RECEIVE, INBOX, Map.of());
            return;
        }
        var types = TYPE.matcher(answer);
        for (var i = 0; i < messages; i++) {
            book.happened(types.find() ? Causes.ofType(types.group(1)) : Causes.EPOCH, Causes.INBOX, 0);
        }
        book.call(Causes.INBOX, SQS, action, INBOX, Map.of(Amount.MESSAGES, (double) messages));
    }

    private static String cause(String message) {
        var type = TYPE.matcher(message);
        return type.find() ? Causes.ofType(type.group(1)) : Causes.EPOCH;
    }

    /**
     * A request under a signed URL.
     *
     * @param path of bucket and key
     * @param bytesIn of the request's body
     * @param bytesOut of the answer's
     */
    public void object(String method, String path, long bytesIn, long bytesOut) {
        var key = OBJECT.matcher(path);
        var prefix = key.matches() ? key.group(1) : "";
        var operation = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT) + "Object";
        book.call(
                ofPrefix(prefix + "/"),
                "s3",
                operation,
                prefix,
                Map.of(Amount.BYTES_IN, (double) bytesIn, Amount.BYTES_OUT, (double) bytesOut));
    }

    /** Everything else is tokens, activations and gradients. */
    private static String ofPrefix(String prefix) {
        return switch (prefix) {
            case Resources.EVIDENCE_PREFIX -> Causes.AUDIT;
            case Resources.ROUND_PREFIX,
                    ObjectKeys.UPLOAD_PREFIX,
                    ObjectKeys.STATE_PREFIX,
                    ObjectKeys.CHECKPOINT_PREFIX -> Causes.EPOCH;
            default -> Causes.HOP;
        };
    }
}
