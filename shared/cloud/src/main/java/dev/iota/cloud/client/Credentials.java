package dev.iota.cloud.client;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.identity.Hotkey;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamStatement;
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
        return IamPolicy.builder()
                .addStatement(allow(inbox, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"))
                .addStatement(allow(events, "sqs:SendMessage"))
                .build()
                .toJson();
    }

    private IamStatement allow(String queueUrl, String... actions) {
        var statement = IamStatement.builder().effect(IamEffect.ALLOW).addResource(arn(queueUrl));
        Arrays.stream(actions).forEach(statement::addAction);
        return statement.build();
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
