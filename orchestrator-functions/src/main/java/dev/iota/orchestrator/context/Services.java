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
import dev.iota.cloud.table.ValidatorTable;
import dev.iota.cloud.table.ViewTable;
import dev.iota.cloud.table.WatchTable;
import dev.iota.core.base.English;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Everything outside that handlers and operators' tools use of one run. */
public final class Services {
    private final Names names;
    private final AwsClients clients;
    private final RunTable runs;
    private final MinerTable miners;
    private final CallTable calls;
    private final ValidatorTable validators;
    private final WatchTable watches;
    private final StepTable steps;
    private final AppliedTable applied;
    private final Quarantine quarantine;
    private final ViewTable views;
    private final RunEvents runEvents;
    private final Inboxes inboxes;
    private final EventQueue events;
    private final TimerQueue timers;
    private final EpochTable epochs;
    private final MergeQueue merges;
    private final EpochExecutions executions;
    private final Objects objects;
    private final Credentials credentials;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Optimistic optimistic;

    private Services(
            Names names, AwsClients clients, InstantSource clock, RandomGenerator random, Consumer<Duration> pause) {
        var dynamoDb = clients.dynamoDb();
        var sqs = clients.sqs();
        this.names = names;
        this.clients = clients;
        this.runs = new RunTable(dynamoDb, names);
        this.miners = new MinerTable(dynamoDb, names);
        this.calls = new CallTable(dynamoDb, names);
        this.validators = new ValidatorTable(dynamoDb, names);
        this.watches = new WatchTable(dynamoDb, names);
        this.steps = new StepTable(dynamoDb, names);
        this.applied = new AppliedTable(dynamoDb, names);
        this.quarantine = new Quarantine(dynamoDb, names);
        this.views = new ViewTable(dynamoDb, names);
        this.runEvents = new RunEvents(views, clock);
        this.inboxes = new Inboxes(sqs, names);
        this.events = new EventQueue(sqs, names);
        this.timers = new TimerQueue(sqs, names);
        this.epochs = new EpochTable(dynamoDb, names);
        this.merges = new MergeQueue(sqs, names);
        this.executions = new EpochExecutions(clients.sfn(), names, region(), () -> Credentials.account(timers.url()));
        this.objects = new Objects(clients.s3(), clients.presigner(), names);
        this.credentials = new Credentials(clients.sts(), names, region());
        this.clock = clock;
        this.random = random;
        this.optimistic = new Optimistic(random, pause);
    }

    /** The services that this process was configured for. */
    public static Services configured() {
        English.speak();
        return of(Names.configured(), AwsClients.configured(), InstantSource.system(), RenewedRandom.registered());
    }

    /** The services of a run behind these clients; none is called before it is needed. */
    public static Services of(Names names, AwsClients clients, InstantSource clock, RandomGenerator random) {
        return of(names, clients, clock, random, Services::sleep);
    }

    /**
     * The same with another way to wait between two tries at a write.
     *
     * @param random a cryptographic source, but in tests: leases and sessions are drawn from it
     */
    public static Services of(
            Names names, AwsClients clients, InstantSource clock, RandomGenerator random, Consumer<Duration> pause) {
        return new Services(names, clients, clock, random, pause);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Names names() {
        return names;
    }

    public AwsClients clients() {
        return clients;
    }

    public RunTable runs() {
        return runs;
    }

    public MinerTable miners() {
        return miners;
    }

    public ValidatorTable validators() {
        return validators;
    }

    public CallTable calls() {
        return calls;
    }

    public WatchTable watches() {
        return watches;
    }

    public StepTable steps() {
        return steps;
    }

    public AppliedTable applied() {
        return applied;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    public ViewTable views() {
        return views;
    }

    /** Where it is written down what happened. */
    public RunEvents runEvents() {
        return runEvents;
    }

    public Inboxes inboxes() {
        return inboxes;
    }

    public EventQueue events() {
        return events;
    }

    public TimerQueue timers() {
        return timers;
    }

    public EpochTable epochs() {
        return epochs;
    }

    public MergeQueue merges() {
        return merges;
    }

    public EpochExecutions executions() {
        return executions;
    }

    public Objects objects() {
        return objects;
    }

    public Credentials credentials() {
        return credentials;
    }

    public InstantSource clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    public Optimistic optimistic() {
        return optimistic;
    }

    /** The region of the queues, as the miners must name it. */
    public String region() {
        return clients.sqs().serviceClientConfiguration().region().id();
    }

    /** Whether these services are those of AWS, and not of a cloud that behaves like it. */
    public boolean isInAws() {
        return clients.sqs().serviceClientConfiguration().endpointOverride().isEmpty();
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
