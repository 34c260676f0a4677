package dev.iota.orchestrator.context;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.client.Credentials;
import dev.iota.cloud.client.EpochExecutions;
import dev.iota.cloud.object.Objects;
import dev.iota.cloud.queue.EventQueue;
import dev.iota.cloud.queue.Inboxes;
import dev.iota.cloud.queue.MergeQueue;
import dev.iota.cloud.queue.TimerQueue;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.AppliedTable;
import dev.iota.cloud.table.CallTable;
import dev.iota.cloud.table.EpochTable;
import dev.iota.cloud.table.MinerTable;
import dev.iota.cloud.table.Quarantine;
import dev.iota.cloud.table.RunTable;
import dev.iota.cloud.table.StepTable;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Quarantined;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Everything outside that handlers and operators' tools use of one run.
 *
 * @param random a cryptographic source, but in tests: leases and sessions are drawn from it
 */
public record Services(
        Names names,
        AwsClients clients,
        RunTable runs,
        MinerTable miners,
        CallTable calls,
        StepTable steps,
        AppliedTable applied,
        Quarantine quarantine,
        Inboxes inboxes,
        EventQueue events,
        TimerQueue timers,
        EpochTable epochs,
        MergeQueue merges,
        EpochExecutions executions,
        Objects objects,
        Credentials credentials,
        InstantSource clock,
        RandomGenerator random) {

    /** The services that this process was configured for. */
    public static Services configured() {
        return of(Names.configured(), AwsClients.configured(), InstantSource.system(), new SecureRandom());
    }

    /** The services of a run behind these clients; none is called before it is needed. */
    public static Services of(Names names, AwsClients awsClients, InstantSource clock, RandomGenerator random) {
        var dynamoDb = awsClients.dynamoDb();
        var timers = new TimerQueue(awsClients.sqs(), names);
        return new Services(
                names,
                awsClients,
                new RunTable(dynamoDb, names),
                new MinerTable(dynamoDb, names),
                new CallTable(dynamoDb, names),
                new StepTable(dynamoDb, names),
                new AppliedTable(dynamoDb, names),
                new Quarantine(dynamoDb, names),
                new Inboxes(awsClients.sqs(), names),
                new EventQueue(awsClients.sqs(), names),
                timers,
                new EpochTable(dynamoDb, names),
                new MergeQueue(awsClients.sqs(), names),
                new EpochExecutions(
                        awsClients.sfn(), names, region(awsClients), () -> Credentials.account(timers.url())),
                new Objects(awsClients.s3(), awsClients.presigner(), names),
                new Credentials(awsClients.sts(), names, region(awsClients)),
                clock,
                random);
    }

    /** The region of the queues, as the miners must name it. */
    public String region() {
        return region(clients);
    }

    private static String region(AwsClients awsClients) {
        return awsClients.sqs().serviceClientConfiguration().region().id();
    }

    /** Puts away what cannot be right, whoever sent it, with the reason. */
    public void quarantine(String source, Optional<Hotkey> miner, String text, String reason) {
        quarantine.put(Quarantined.of(now(), source, miner, text, reason));
    }

    public Instant now() {
        return clock.instant();
    }

    public Transaction transaction() {
        return new Transaction(clients.dynamoDb());
    }

    /** 64 random bits as 16 hexadecimal digits. */
    public String randomId() {
        return "%016x".formatted(random.nextLong());
    }
}
