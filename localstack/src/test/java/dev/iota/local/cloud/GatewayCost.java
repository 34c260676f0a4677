package dev.iota.local.cloud;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Prints what the gateway adds to a call of a queue, in processor time of the whole process: see docs/security.md. */
public final class GatewayCost {
    private static final int ROUNDS = 11;
    private static final int MESSAGES = 500;

    /** Send, receive, delete. */
    private static final int CALLS = 3 * MESSAGES;

    /** Bytes of a work message. */
    private static final int BYTES = 3000;

    private GatewayCost() {}

    public static void main(String[] args) throws Exception {
        var folder = Files.createTempDirectory("cost");
        try (var guarded = new GuardedCloud(folder);
                var behind = client(guarded, guarded.cloud.cloud.queues());
                var through = client(guarded, guarded.file().sqs())) {
            var added = new ArrayList<Double>();
            var direct = new ArrayList<Double>();
            for (var round = 0; round < ROUNDS; round++) {
                var without = micros(guarded, behind);
                var with = micros(guarded, through);
                System.out.printf("%.0f us a call without, %.0f with the gateway%n", without, with);
                added.add(with - without);
                direct.add(without);
            }
            System.out.printf("median: %.0f us without, %.0f us added by the gateway%n", median(direct), median(added));
        } finally {
            delete(folder);
        }
    }

    private static double micros(GuardedCloud guarded, SqsClient miner) {
        var text = "x".repeat(BYTES);
        var queue = guarded.inbox;
        var start = cpu();
        for (var i = 0; i < MESSAGES; i++) {
            miner.sendMessage(request -> request.queueUrl(queue).messageBody(text));
            var found = miner.receiveMessage(request -> request.queueUrl(queue))
                    .messages()
                    .getFirst();
            miner.deleteMessage(request -> request.queueUrl(queue).receiptHandle(found.receiptHandle()));
        }
        return (cpu() - start) / 1000.0 / CALLS;
    }

    /** A session that may do all that is measured. */
    private static SqsClient client(GuardedCloud guarded, URI endpoint) {
        var name = guarded.inbox.substring(guarded.inbox.lastIndexOf('/') + 1);
        var policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                    "Action": ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
                    "Resource": "arn:aws:sqs:us-east-1:000000000000:%s"}]}""".formatted(name);
        return guarded.client(SqsClient.builder().endpointOverride(endpoint), GuardedCloud.of(guarded.issue(policy)));
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void delete(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
