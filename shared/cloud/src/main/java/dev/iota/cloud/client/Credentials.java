package dev.iota.cloud.client;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sts.StsClient;

/** Temporary credentials that reach a miner's own inbox and the event queue, and nothing else. */
public final class Credentials {
    /** The shortest that STS gives. */
    private static final Duration LIFE = Duration.ofMinutes(15);

    private final StsClient sts;
    private final Names names;
    private final String region;

    /** @param region of the queues */
    public Credentials(StsClient sts, Names names, String region) {
        this.sts = sts;
        this.names = names;
        this.region = region;
    }

    /**
     * @param inbox URL of the miner's inbox
     * @param events URL of the event queue
     */
    public QueueCredentials issue(Hotkey hotkey, String inbox, String events) {
        var role = "arn:aws:iam::%s:role/%s".formatted(account(events), names.minerRole());
        var response = sts.assumeRole(b -> b.roleArn(role)
                .roleSessionName(hotkey.address())
                .durationSeconds(Math.toIntExact(LIFE.toSeconds()))
                .policy(policy(inbox, events)));
        var given = response.credentials();
        return new QueueCredentials(
                given.accessKeyId(), given.secretAccessKey(), given.sessionToken(), given.expiration());
    }

    private String policy(String inbox, String events) {
        return Json.write(Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                        allow(List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"), inbox),
                        allow(List.of("sqs:SendMessage"), events))));
    }

    private Map<String, Object> allow(List<String> actions, String queueUrl) {
        return Map.of("Effect", "Allow", "Action", actions, "Resource", arn(queueUrl));
    }

    private String arn(String queueUrl) {
        return "arn:aws:sqs:%s:%s:%s".formatted(region, account(queueUrl), segment(queueUrl, 1));
    }

    /** The account's number, which a queue's URL shows. */
    public static String account(String queueUrl) {
        return segment(queueUrl, 2);
    }

    /** A queue's URL ends in the account's number and the queue's name. */
    private static String segment(String queueUrl, int fromEnd) {
        var segments = URI.create(queueUrl).getPath().split("/", -1);
        if (segments.length <= fromEnd) {
            throw new IllegalArgumentException(
                    "'%s' is no queue URL: it does not end in an account and a name".formatted(queueUrl));
        }
        return segments[segments.length - fromEnd];
    }
}
