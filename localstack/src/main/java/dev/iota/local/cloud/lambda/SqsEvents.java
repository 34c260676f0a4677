package dev.iota.local.cloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The JSON that SQS and Lambda exchange. */
final class SqsEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqsEvents() {}

    /** The event that a batch becomes. */
    static byte[] event(List<Message> messages, String queueArn, String region) {
        var event = JSON.createObjectNode();
        var records = event.putArray("Records");
        for (var message : messages) {
            var entry = records.addObject()
                    .put("messageId", message.messageId())
                    .put("receiptHandle", message.receiptHandle())
                    .put("body", message.body())
                    .put("md5OfBody", message.md5OfBody())
                    .put("eventSource", "aws:sqs")
                    .put("eventSourceARN", queueArn)
                    .put("awsRegion", region);
            var attributes = entry.putObject("attributes");
            message.attributesAsStrings().forEach(attributes::put);
            var own = entry.putObject("messageAttributes");
            message.messageAttributes().forEach((name, value) -> put(own.putObject(name), value));
        }
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message cannot be written as JSON", e);
        }
    }

    private static void put(ObjectNode attribute, MessageAttributeValue value) {
        attribute.put("dataType", value.dataType());
        if (value.stringValue() != null) {
            attribute.put("stringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
            attribute.put("binaryValue", value.binaryValue().asByteArray());
        }
    }

    /**
     * Which messages of a batch the handler reported as failed, by AWS's rules: no answer or an empty list means none,
     * and an answer that names no message of the batch means all of them.
     *
     * @param answer the handler's answer
     * @param sent ids of the batch
     */
    static Set<String> failures(byte[] answer, Set<String> sent) {
        JsonNode reported;
        try {
            reported = JSON.readTree(answer).path("batchItemFailures");
        } catch (IOException e) {
            return sent;
        }
        var failed = new HashSet<String>();
        for (var item : reported) {
            var id = item.path("itemIdentifier").asText("");
            if (!sent.contains(id)) {
                return sent;
            }
            failed.add(id);
        }
        return failed;
    }
}
